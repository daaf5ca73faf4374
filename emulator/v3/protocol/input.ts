/** Checks the JSON body of a request (docs/api-3.md 2.2, 7.1). The choice between the two codes for a value is assumed. */

import type { z } from "zod";
import { Api3Error } from "./error.ts";

/** Which problem is reported first. */
const order = ["UnknownParameter", "MissingParameter", "InvalidParameter", "InvalidParameterValue"];

/**
 * The input of an action.
 *
 * @throws Api3Error `UnknownParameter`, `MissingParameter`, `InvalidParameter` for a value of the wrong type, or
 * `InvalidParameterValue`. The message names the parameter, but not its value, which may be a secret.
 */
export function checkInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) {
    return result.data;
  }
  const problems = result.error.issues.map((issue) => problemOf(issue, input));
  const [first] = problems.toSorted((one, other) => order.indexOf(one.code) - order.indexOf(other.code));
  throw first ?? new Api3Error("InvalidParameter", "the parameters are invalid");
}

function problemOf(issue: z.core.$ZodIssue, input: unknown): Api3Error {
  const name = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    const names = issue.keys.map((key) => JSON.stringify(name === "" ? key : `${name}.${key}`).slice(0, 100));
    return new Api3Error("UnknownParameter", `${names.join(", ")} is not recognized`);
  }
  const value = valueAt(input, issue.path);
  if (value === undefined) {
    return new Api3Error("MissingParameter", `${name} is missing`);
  }
  // An unlisted text of an enumeration has the right type.
  const isType = issue.code === "invalid_type" || (issue.code === "invalid_value" && value === null);
  return isType
    ? new Api3Error("InvalidParameter", `${name === "" ? "the body" : name} is of the wrong type`)
    : new Api3Error("InvalidParameterValue", `${name}: ${issue.message}`);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  );
}

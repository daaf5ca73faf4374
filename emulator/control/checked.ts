/** Validation of what arrives outside of the API: control requests and the arguments of `Emulator` methods. */

import type { z } from "zod";

/** A control request that cannot be carried out; the message says why. */
export class ControlError extends Error {
  /** HTTP status: 400, or 404 for something that does not exist. */
  readonly status: number;

  /** `status` defaults to 400. */
  constructor(message: string, status = 400) {
    super(message);
    this.name = "ControlError";
    this.status = status;
  }
}

/**
 * A value that a schema has validated.
 *
 * @param what names the value in the error.
 * @throws ControlError that lists every problem.
 */
export function checked<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const problems = result.error.issues.map((issue) => {
    const at = issue.path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
    return `${what}${at}: ${issue.message}`;
  });
  throw new ControlError(problems.join("; "));
}

/** A record that was looked up. @throws ControlError when there is none. */
export function existing<T>(record: T | undefined, kind: string, id: string | number): T {
  if (record === undefined) {
    throw new ControlError(`${kind} has no ${id}`, 404);
  }
  return record;
}

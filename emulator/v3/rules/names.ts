/** Names and pre-shared keys (docs/api-3.md 3.1, 5). */

import { Api3Error } from "../protocol/error.ts";

/**
 * A name of 1 to 60 characters.
 *
 * @param parameter the parameter's name.
 * @throws Api3Error `InvalidParameterValue.Empty` or `InvalidParameterValue.TooLong`.
 */
export function checkName3(parameter: string, name: string): string {
  const length = [...name].length;
  if (length === 0) {
    throw new Api3Error("InvalidParameterValue.Empty", `${parameter} is empty`);
  }
  if (length > 60) {
    throw new Api3Error("InvalidParameterValue.TooLong", `${parameter} may have 60 characters`);
  }
  return name;
}

/** No rule is documented, so any text is a key, but an empty one. @throws Api3Error `InvalidParameterValue.Empty`. */
export function checkKey(key: string): void {
  if (key === "") {
    throw new Api3Error("InvalidParameterValue.Empty", "PreShareKey is empty");
  }
}

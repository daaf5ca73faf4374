/** Names of tunnels, gateways, peer gateways and VPCs: any text of at most 60 characters. */

import { refuse } from "../errors.ts";

/**
 * Checks a name's length in characters, not bytes.
 *
 * @param codeDesc the code to refuse with, such as `InvalidVpnConnName`.
 * @throws ApiError with that code when the name is empty or longer than 60 characters.
 */
export function checkName(name: string, codeDesc: string): string {
  const length = [...name].length;
  if (length < 1 || length > 60) {
    throw refuse(codeDesc, "a name must have 1 to 60 characters");
  }
  return name;
}

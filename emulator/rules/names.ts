/** Names of tunnels, VPN gateways, peer gateways and VPCs: any text of at most 60 characters. */

import { refuse } from "../errors.ts";
import type { Caller } from "../requests/call.ts";

/**
 * Checks the length of a name, in characters.
 *
 * @param codeDesc the code of the refusal, such as `InvalidVpnConnName`.
 * @throws ApiError with that code when the name is empty or longer than 60 characters.
 */
export function checkName(name: string, codeDesc: string): string {
  const length = [...name].length;
  if (length < 1 || length > 60) {
    throw refuse(codeDesc, "a name must have 1 to 60 characters");
  }
  return name;
}

/**
 * A tunnel's name as it is stored: as sent, cut, or with the tunnel's number as a prefix as in the vendor's example
 * (docs/api.md 2.5).
 */
export function storedName(call: Caller, number: number, name: string): string {
  const { longNames, namePrefix } = call.cloud.settings.switches;
  const kept = longNames === "cut" ? name.slice(0, 60) : name;
  return namePrefix === "id" ? `${number}_${kept}` : kept;
}

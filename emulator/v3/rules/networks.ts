/** The rules of a tunnel: SecurityPolicyDatabases (docs/api-3.md 3.1, 8). */

import { z } from "zod";
import type { Caller } from "../../requests/call.ts";
import { masked, rangeOf } from "../../rules/networks.ts";
import type { SpdRule } from "../../state/model.ts";
import { Api3Error } from "../protocol/error.ts";

/** Rules in a request; both networks of a rule are required. */
export const rulesInput = z.array(
  z.strictObject({ LocalCidrBlock: z.string(), RemoteCidrBlock: z.array(z.string()).min(1) }),
);

/**
 * The rules of a request as the store keeps them.
 *
 * @throws Api3Error `InvalidParameterValue.Malformed` for a text that is no network, for multicast and for loopback.
 */
export function spdOf(call: Caller, rules: z.output<typeof rulesInput>): SpdRule[] {
  const { quotas, switches } = call.cloud.settings;
  if (quotas && (rules.length > 10 || rules.some(({ RemoteCidrBlock }) => RemoteCidrBlock.length > 50))) {
    // The numbers are those of API 2.0 (docs/api.md 2.13); the code is assumed.
    throw new Api3Error("InvalidParameterValue.LimitExceeded", "there may be 10 rules of 50 peer networks");
  }
  const network = (name: string, text: string): string => {
    const first = Math.floor((rangeOf(text)?.first ?? 127 * 2 ** 24) / 2 ** 24);
    if (first === 127 || first >= 224) {
      throw new Api3Error("InvalidParameterValue.Malformed", `${name} must hold IPv4 networks such as 10.0.0.0/24`);
    }
    return switches.hostBits === "mask" ? masked(text) : text;
  };
  return rules.map((rule) => ({
    source: network("LocalCidrBlock", rule.LocalCidrBlock),
    destinations: rule.RemoteCidrBlock.map((text) => network("RemoteCidrBlock", text)),
  }));
}

/** Whether rules allow everything, as those of a tunnel without rules do. */
export function allToAll(spd: readonly SpdRule[]): boolean {
  const every = "0.0.0.0/0";
  return spd.every(({ source, destinations }) => source === every && destinations.every((one) => one === every));
}

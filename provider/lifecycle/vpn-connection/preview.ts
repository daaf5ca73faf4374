import { UNKNOWN } from "../arguments/unknown.ts";
import { storedOutputs } from "./stored.ts";
import { changedInPlace } from "./diff.ts";
import type { Inputs } from "./inputs.ts";
import { echoed } from "./outputs.ts";

/** Outputs that only the service knows. */
const COMPUTED = [
  "vpnConnId",
  "status",
  "netStatus",
  "vpnGwAddress",
  "userGwAddress",
  "sourceCidr",
  "destinationCidr",
  "createTime",
];

/** What a preview shows of the outputs, unknown values included. @param state The outputs of the state; undefined for a new tunnel. */
export function previewed(state: object | undefined, news: Inputs): object {
  if (state === undefined) {
    return { ...unknown([...COMPUTED, "ikeSet", "ipsecSet"]), ...news };
  }
  const olds = storedOutputs(state);
  const changed = changedInPlace(olds, news);
  return {
    ...echoed(olds, news),
    ...(changed.includes("networks") ? unknown(["sourceCidr", "destinationCidr"]) : {}),
    ...(changed.includes("userGwId") ? unknown(["userGwAddress"]) : {}),
  };
}

const unknown = (names: readonly string[]): object => Object.fromEntries(names.map((name) => [name, UNKNOWN]));

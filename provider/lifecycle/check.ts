import {
  type ArgumentsOf,
  type Checked,
  type CheckFailure,
  type CheckSettings,
  checkArguments,
  type Loose,
} from "./arguments.ts";
import type { Inputs } from "./inputs.ts";
import { MEANT, rules } from "./rules.ts";
import { isUnknown } from "./unknown.ts";
import { weaknesses } from "./weaknesses.ts";

const TUNNEL: ArgumentsOf = {
  type: "VpnConnection",
  rules,
  name: "vpnConnName",
  adopted: "vpnConnId",
  meant: MEANT,
  together: pairFailures,
  warning: weaknesses,
};

/** Checks the arguments of a tunnel and fills in its region and its name. Calls nothing. */
export const check = (settings: CheckSettings, olds: Loose, news: Loose): Checked<Inputs> =>
  checkArguments(TUNNEL, settings, olds, news);

/** Rules between properties. */
function pairFailures(filled: Loose): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const peers = filled["userGwCidrBlock"];
  const acl = filled["spdAcl"];
  if (peers === undefined && acl === undefined) {
    failures.push({
      property: "userGwCidrBlock",
      reason:
        "one of userGwCidrBlock (the peer's networks) and spdAcl (peer networks for each network of the VPC) is required",
    });
  }
  if (peers !== undefined && acl !== undefined && !isUnknown(peers) && !isUnknown(acl)) {
    failures.push({ property: "spdAcl", reason: "spdAcl and userGwCidrBlock exclude each other: give one of them" });
  }
  const ike = filled["ikeSet"];
  if (typeof ike === "object" && ike !== null) {
    failures.push(...identityFailures(ike as Loose, "local"), ...identityFailures(ike as Loose, "remote"));
  }
  return failures;
}

/** An identity and what belongs to it come together (docs/api.md 2.4). */
function identityFailures(ike: Loose, side: "local" | "remote"): CheckFailure[] {
  const identity = ike[`${side}Identity`] ?? "address";
  const name = ike[`${side}FqdnName`];
  const address = ike[`${side}Address`];
  if (isUnknown(identity)) {
    return [];
  }
  if (identity === "fqdn" && name === undefined) {
    return [
      {
        property: `ikeSet.${side}FqdnName`,
        reason: `ikeSet.${side}FqdnName is required when ikeSet.${side}Identity is fqdn`,
      },
    ];
  }
  if (identity === "fqdn" && address !== undefined) {
    return [
      {
        property: `ikeSet.${side}Address`,
        reason: `ikeSet.${side}Address is used only when ikeSet.${side}Identity is address, not fqdn`,
      },
    ];
  }
  if (identity === "address" && name !== undefined) {
    return [
      {
        property: `ikeSet.${side}FqdnName`,
        reason: `ikeSet.${side}FqdnName is used only when ikeSet.${side}Identity is fqdn`,
      },
    ];
  }
  return [];
}

import { isDeepStrictEqual } from "node:util";
import { facts } from "../../api/index.ts";
import { isRecord } from "../../util/is-record.ts";
import {
  type ArgumentsOf,
  type Checked,
  type CheckFailure,
  type CheckSettings,
  checkArguments,
  type Loose,
} from "../arguments/check-arguments.ts";
import { isUnknown } from "../arguments/unknown.ts";
import { texts } from "../state.ts";
import type { Inputs } from "./inputs.ts";
import { rules, SUGGESTIONS } from "./rules.ts";

const TUNNEL: ArgumentsOf = {
  type: "VpnConnection",
  rules,
  name: "vpnConnName",
  adopted: "vpnConnId",
  suggestions: SUGGESTIONS,
  crossChecks: pairFailures,
  unmixed,
};

/** Checks the arguments of a tunnel and fills in region and name. Calls no action. */
export const check = (settings: CheckSettings, olds: Loose, news: Loose): Checked<Inputs> =>
  checkArguments(TUNNEL, settings, olds, news);

/**
 * A refresh may find arguments of another form than the given ones: rules instead of networks, or another identity. `ignoreChanges` on a part
 * of them then combines arguments that exclude each other. The observed ones are kept, unless the program sets other ones.
 */
function unmixed(olds: Loose, given: Loose): Loose {
  const observed = texts(olds["__observed"]) ?? [];
  const mixed = { ...given };
  if (observed.includes("userGwCidrBlock") && observed.includes("spdAcl")) {
    if (given["userGwCidrBlock"] === undefined) {
      mixed["spdAcl"] ??= olds["spdAcl"];
    } else if (isDeepStrictEqual(given["spdAcl"], olds["spdAcl"])) {
      delete mixed["spdAcl"];
    }
  }
  for (const side of ["local", "remote"] as const) {
    const [ike, before] = [mixed["ikeSet"], olds["ikeSet"]];
    if (observed.includes(`ikeSet.${side}Identity`) && isRecord(ike) && identityFailures(ike, side).length > 0) {
      const keys = [`${side}Identity`, `${side}Address`, `${side}FqdnName`];
      const others = Object.entries(ike).filter(([key]) => !keys.includes(key));
      const kept = Object.entries(isRecord(before) ? before : {}).filter(([key]) => keys.includes(key));
      mixed["ikeSet"] = Object.fromEntries([...others, ...kept]);
    }
  }
  return mixed;
}

/** Rules between properties. */
function pairFailures(filled: Loose): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const peers = filled["userGwCidrBlock"];
  const acl = filled["spdAcl"];
  const hasNoRules = facts["3.0"].routeTypesWithoutRules.some((type) => type === filled["routeType"]);
  if (peers === undefined && acl === undefined && !hasNoRules && !isUnknown(filled["routeType"])) {
    failures.push({
      property: "userGwCidrBlock",
      reason:
        "one of userGwCidrBlock (the peer's networks) and spdAcl (peer networks for each network of the VPC) is required",
    });
  }
  if (peers !== undefined && acl !== undefined && !isUnknown(peers) && !isUnknown(acl)) {
    failures.push({ property: "spdAcl", reason: "spdAcl and userGwCidrBlock exclude each other: give one of them" });
  }
  if (peers !== undefined && filled["vpcId"] === undefined) {
    failures.push({
      property: "vpcId",
      reason:
        "vpcId is required with userGwCidrBlock: its network is the local one. For a VPN gateway without a VPC, give spdAcl instead",
    });
  }
  const ike = filled["ikeSet"];
  if (isRecord(ike)) {
    failures.push(...identityFailures(ike, "local"), ...identityFailures(ike, "remote"));
  }
  return failures;
}

/** Checks the arguments that belong to an identity (docs/api.md 2.4). */
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

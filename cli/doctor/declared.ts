import type { ApiVersion } from "../../provider/api/index.ts";
import { withOrigin } from "../../provider/lifecycle/state.ts";
import { BEFORE_DELETION } from "../../provider/lifecycle/vpn-connection/delete.ts";
import { isRecord } from "../../provider/util/is-record.ts";
import { isOfPlugin, type Owned } from "../stack/owned.ts";
import type { Finding, Verdict } from "./findings.ts";
import { type Observation, statusOf } from "./observation.ts";
import type { Region } from "./regions.ts";
import type { Repairs } from "./repairs.ts";

/** Judges one resource of the state by what was observed of it. */
export function judgeDeclared(owned: Owned, observed: Observation, region: Region, repairs: Repairs): Finding {
  const { kind, name, urn, id } = owned;
  const verdict = unfinished(owned, repairs) ?? verdictOn(owned, observed, region, repairs);
  return { kind, name, urn, id, region: region.code, ...verdict };
}

function unfinished({ resource }: Owned, repairs: Repairs): Verdict | undefined {
  const detail = resource.pendingReplacement
    ? "its replacement did not finish: the old resource was deleted, the new one is not created yet"
    : "it was replaced, and the old resource is not deleted yet";
  return resource.pendingReplacement || resource.delete
    ? { what: "unfinished", detail, repair: [repairs.up()] }
    : undefined;
}

function verdictOn(owned: Owned, observed: Observation, region: Region, repairs: Repairs): Verdict {
  const { kind, urn, resource } = owned;
  if (observed.kind === "gone") {
    const detail = `this ${kind} was deleted outside Pulumi; after the refresh the next \`pulumi up\` creates it again`;
    return { what: "gone", detail, repair: [repairs.refresh(urn)] };
  }
  if (observed.kind === "unproved") {
    return unproved(owned, observed, region, repairs);
  }
  const { found, changed, changes } = observed;
  const status = statusOf(found);
  const bad = byStatus(status, urn, repairs);
  if (bad !== undefined) {
    return bad;
  }
  if (changed === "endpoint") {
    const detail = `recorded with the endpoint ${endpointIn(owned)}; the current one, ${region.context.settings.endpoint}, has the same ${kind}`;
    return { what: "elsewhere", detail, repair: [repairs.refresh(urn)] };
  }
  const errors = resource.initErrors ?? [];
  if (errors.length > 0) {
    const detail = `the last operation on it did not finish: ${errors.join("; ")}`;
    return { what: "unfinished", detail, repair: [repairs.refreshAndUp(urn)] };
  }
  const link = "netStatus" in found ? `, link ${found.netStatus}` : "";
  const pair = changed === "key pair" ? ", created with another key pair than the current one" : "";
  if (changes.length > 0) {
    return changedVerdict(changes, pair, urn, repairs);
  }
  return { what: "in-both", detail: `${status}${link}${pair}`, repair: [] };
}

function changedVerdict(changes: readonly string[], pair: string, urn: string, repairs: Repairs): Verdict {
  const about = { what: "changed", detail: `differs from the state: ${changes.join(", ")}${pair}` } as const;
  return changes.includes("userGwAddr")
    ? {
        ...about,
        advice:
          "the address of a peer gateway cannot be changed, so another one has this id, and every operation on it fails: check it in the console of the cloud",
        repair: [],
      }
    : {
        ...about,
        advice:
          "`pulumi up` writes back what the program gives, and records the rest; to keep a change, write it into the program first",
        repair: [repairs.preview(urn), repairs.refreshAndUp(urn)],
      };
}

/** What is wrong with a status; undefined for one that is well. */
function byStatus(status: string, urn: string, repairs: Repairs): Verdict | undefined {
  if (status === "running" || status === "exists") {
    return undefined;
  }
  if (BEFORE_DELETION[status] !== undefined) {
    const detail = `status ${status}: a task of this stack or of somebody else is in progress`;
    return { what: "busy", detail, repair: [repairs.wait()] };
  }
  const failed = (detail: string, repair: Verdict["repair"], advice?: string): Verdict => ({
    what: "failed",
    detail: `status ${status}: ${detail}`,
    ...(advice === undefined ? {} : { advice }),
    repair,
  });
  switch (status) {
    case "create-failed":
      return failed("it cannot be repaired, only replaced", [repairs.refreshAndUp(urn)]);
    case "modify-failed":
      return failed("a change of it failed", [repairs.refreshAndUp(urn)]);
    case "delete-failed":
      return failed(
        "its deletion failed and is requested again",
        [repairs.destroy(urn)],
        "if the program still declares it, `pulumi up` creates it again afterwards",
      );
    default:
      return failed("this status is not documented", [], "ask the operator of the cloud");
  }
}

const endpointIn = (owned: Owned): string => {
  const { endpoint } = originIn(owned);
  return typeof endpoint === "string" ? endpoint : "(not in the state)";
};

/** The version of the API in the state, if it is another one than the current one. */
function otherVersionIn(owned: Owned, current: ApiVersion): ApiVersion | undefined {
  const version = originIn(owned)["api"] === "3.0" ? "3.0" : "2.0";
  return version === current ? undefined : version;
}

function originIn({ properties }: Owned): Readonly<Record<string, unknown>> {
  const { __origin: origin } = withOrigin(properties);
  return isRecord(origin) ? origin : {};
}

function unproved(
  owned: Owned,
  { reason, changed }: Extract<Observation, { kind: "unproved" }>,
  { context }: Region,
  repairs: Repairs,
): Verdict {
  if (changed !== "endpoint") {
    const advice =
      changed === "key pair"
        ? "use the key pair that created it, or another one of the same account"
        : "check it in the console of the cloud";
    return { what: "unproved", detail: reason, advice, repair: [] };
  }
  const { endpoint, endpointSource } = context.settings;
  const recorded = endpointIn(owned);
  const version = otherVersionIn(owned, context.api.version);
  const detail = `recorded with the endpoint ${recorded}; the current one, ${endpoint} (from ${endpointSource}), does not have it`;
  return owned.provider === ""
    ? {
        what: "elsewhere",
        detail,
        repair: repairs.endpoint(recorded, version),
      }
    : {
        what: "elsewhere",
        detail,
        advice: `set the argument endpoint of its ${isOfPlugin(owned.resource) ? "Provider" : "QcloudProvider"} to ${recorded}${version === undefined ? "" : `, and api to ${version}`}`,
        repair: [],
      };
}

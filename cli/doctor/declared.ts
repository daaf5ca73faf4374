import type { Owned } from "../stack/owned.ts";
import type { Finding } from "./findings.ts";
import type { Place } from "./places.ts";
import type { Repairs } from "./repairs.ts";
import { type Standing, statusOf } from "./standing.ts";

/** Statuses under which a task is under way. */
const BUSY: readonly string[] = ["creating", "modifying", "deleting"];

/** Judges one resource of the state by what became of it. */
export function judgeDeclared(owned: Owned, standing: Standing, place: Place, repairs: Repairs): Finding {
  const { kind, name, urn, id, resource } = owned;
  const about = { kind, name, urn, id, region: place.region };
  const unfinished = unfinishedBusiness(owned);
  if (unfinished !== undefined) {
    return { ...about, what: "unfinished", detail: unfinished, repair: [repairs.up()] };
  }
  switch (standing.is) {
    case "gone":
      return {
        ...about,
        what: "gone",
        detail: `somebody deleted this ${kind}; once it is forgotten, the next \`pulumi up\` makes it anew`,
        repair: [repairs.refresh(urn)],
      };
    case "unproved":
      return { ...about, ...unproved(owned, standing, place, repairs) };
    case "there": {
      const status = statusOf(standing.found);
      const judged = byStatus(status, urn, repairs);
      if (judged !== undefined) {
        return { ...about, ...judged };
      }
      if (standing.elsewhere === "endpoint") {
        const detail = `recorded at ${endpointIn(owned)}, and the same ${kind} answers at ${place.context.settings.endpoint} today`;
        return { ...about, what: "elsewhere", detail, repair: [repairs.refresh(urn)] };
      }
      if ((resource.initErrors ?? []).length > 0) {
        const detail = `the last operation on it did not come to its end: ${(resource.initErrors ?? []).join("; ")}`;
        return { ...about, what: "unfinished", detail, repair: [repairs.refreshAndUp(urn)] };
      }
      const link = "netStatus" in standing.found ? `, link ${standing.found.netStatus}` : "";
      const pair = standing.elsewhere === "key pair" ? ", made with another key pair than today's" : "";
      return { ...about, what: "in-both", detail: `${status}${link}${pair}`, repair: [] };
    }
  }
}

function unfinishedBusiness({ resource }: Owned): string | undefined {
  if (resource.pendingReplacement) {
    return "its replacement was begun and never finished: the old one was deleted, the new one is still to be made";
  }
  return resource.delete ? "it is replaced, and its old self is still to be deleted" : undefined;
}

function byStatus(
  status: string,
  urn: string,
  repairs: Repairs,
): Pick<Finding, "what" | "detail" | "repair" | "advice"> | undefined {
  if (BUSY.includes(status)) {
    const detail = `status ${status}: a task is under way, of this stack's or of somebody else's`;
    return { what: "busy", detail, repair: [repairs.wait()] };
  }
  switch (status) {
    case "create-failed":
      return {
        what: "failed",
        detail: "status create-failed: only another one can take its place",
        repair: [repairs.refreshAndUp(urn)],
      };
    case "modify-failed":
      return {
        what: "failed",
        detail: "status modify-failed: a change of it was not carried out",
        repair: [repairs.refreshAndUp(urn)],
      };
    case "delete-failed":
      return {
        what: "failed",
        detail: "status delete-failed: a deletion of it was not carried out, and is asked for again",
        advice: "if the program still declares it, `pulumi up` makes it anew afterwards",
        repair: [repairs.destroy(urn)],
      };
    case "running":
    case "standing":
      return undefined;
    default:
      return {
        what: "failed",
        detail: `status ${status}, which no document describes`,
        advice: "ask the operator of the cloud",
        repair: [],
      };
  }
}

const endpointIn = ({ properties }: Owned): string => {
  const origin = properties["origin"];
  const endpoint = typeof origin === "object" && origin !== null ? Reflect.get(origin, "endpoint") : undefined;
  return typeof endpoint === "string" ? endpoint : "an endpoint that the state does not name";
};

function unproved(
  owned: Owned,
  { why, elsewhere }: Extract<Standing, { is: "unproved" }>,
  place: Place,
  repairs: Repairs,
): Pick<Finding, "what" | "detail" | "repair" | "advice"> {
  if (elsewhere === "endpoint") {
    const { endpoint, endpointSource } = place.context.settings;
    const detail = `recorded at ${endpointIn(owned)}, while ${endpoint} is in use today (from ${endpointSource}) and does not know it`;
    return owned.provider === ""
      ? {
          what: "elsewhere",
          detail,
          repair: [repairs.endpoint(endpointIn(owned), endpointSource.includes("QCLOUD_VPC_ENDPOINT"))],
        }
      : {
          what: "elsewhere",
          detail,
          advice: `set the argument endpoint of its QcloudProvider to ${endpointIn(owned)}`,
          repair: [],
        };
  }
  return {
    what: "unproved",
    detail: why,
    advice:
      elsewhere === "key pair"
        ? "use the key pair that it was made with, or another one of the same account"
        : "look at it in the console of the cloud",
    repair: [],
  };
}

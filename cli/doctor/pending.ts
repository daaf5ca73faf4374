import { idText } from "../../provider/api/index.ts";
import type { PendingOperation, StackAccess } from "../stack/access.ts";
import { isOfPlugin, kindOf, type Owned } from "../stack/owned.ts";
import type { Finding } from "./findings.ts";
import { statusOf } from "./observation.ts";
import type { Region } from "./regions.ts";
import type { Repairs } from "./repairs.ts";
import { createdBy } from "./undeclared.ts";

/** Precedes every repair that removes a lock. */
const UNLESS_RUNNING = "only if no update of this stack is running";

/** Judges a pending operation on a resource of this package. */
export function judgePending(
  { operation, target }: PendingOperation,
  region: Region | undefined,
  { owned }: StackAccess,
  repairs: Repairs,
): Finding {
  const { kind, name, urn } = target;
  const about = {
    kind,
    name,
    urn,
    what: "pending",
    region: region?.code ?? "",
    id: "",
    advice: UNLESS_RUNNING,
    repair: [repairs.cancel(), repairs.clearCreates()],
  } as const;
  if (operation !== "creating") {
    return {
      ...about,
      id: target.id,
      detail: `interrupted while ${operation}; the line of its resource shows the result`,
      repair: [repairs.cancel(), repairs.refresh(urn)],
    };
  }
  if (owned.some((each) => each.urn === urn)) {
    return {
      ...about,
      detail: "interrupted while creating; the resource is in the state, and so is the pending operation",
    };
  }
  const created = region && createdBy(target, region);
  if (created === undefined) {
    return { ...about, detail: "interrupted while creating; nothing was created" };
  }
  const id = idText(created.id);
  const remove = repairs.remove(id, about.region, target.provider).command;
  return {
    ...about,
    id,
    detail: `interrupted while creating; the ${kind} exists (${statusOf(created)}), but is not in the state`,
    advice: `${UNLESS_RUNNING}; ${takeOver(target, id)}; if it is not wanted, run \`${remove}\` instead`,
    repair: [repairs.cancel(), repairs.up(), repairs.clearCreates()],
  };
}

/** What the next update does with what an interrupted creation created. A name from the program proves a tunnel's creator only together with its key. */
function takeOver({ kind, properties, resource }: Owned, id: string): string {
  const [name, argument] = kind === "tunnel" ? ["vpnConnName", "vpnConnId"] : ["userGwName", "userGwId"];
  const { __defaults: defaults } = properties;
  const hasDefaultName = Array.isArray(defaults) && defaults.includes(name);
  if (hasDefaultName || (kind === "tunnel" && !isOfPlugin(resource))) {
    return `the next \`pulumi up\` takes it over${kind === "tunnel" ? " if the program has its key" : ""}`;
  }
  return `its name is one that the program gives, so the next \`pulumi up\` takes it over only if the argument ${argument} is "${id}"`;
}

/** Pending operations on resources of other packages, which this command cannot judge. */
export function judgeOthers({ deployment }: StackAccess): Finding[] {
  return deployment.pending
    .filter(({ resource }) => kindOf(resource) === undefined)
    .map(({ type, resource }) => ({
      what: "pending",
      kind: "other resource",
      name: resource.urn,
      urn: resource.urn,
      id: resource.id,
      region: "",
      detail: `interrupted while ${type}`,
      advice: "check in its cloud whether it exists before you run a command that clears pending operations",
      repair: [],
    }));
}

import type { Deployment } from "../stack/deployment.ts";
import { kindOf } from "../stack/owned.ts";
import type { Finding } from "./findings.ts";
import type { Place, Stated } from "./places.ts";
import type { Repairs } from "./repairs.ts";
import { statusOf } from "./standing.ts";
import { idOf, madeBy } from "./undeclared.ts";

/** To be said before every repair that takes a lock away. */
const UNLESS_RUNNING = "only if no update of this stack is running right now";

/** An operation of this package that was begun, and where. */
export interface Begun {
  readonly begun: Stated["begun"][number];
  readonly place: Place | undefined;
}

/** Judges an operation of this package that was begun and whose end nobody wrote down. */
export function judgeBegun({ begun, place }: Begun, stated: Stated, repairs: Repairs): Finding {
  const { operation, target } = begun;
  const { kind, name, urn } = target;
  const about = { kind, name, urn, what: "pending", region: place?.region ?? "" } as const;
  if (operation !== "creating") {
    return {
      ...about,
      id: target.id,
      detail: `interrupted while ${operation}; the line of its resource says how it stands`,
      advice: UNLESS_RUNNING,
      repair: [repairs.cancel(), repairs.refresh(urn)],
    };
  }
  if (stated.owned.some((owned) => owned.urn === urn)) {
    return {
      ...about,
      id: "",
      detail: "interrupted while creating; the state has got the resource since, and still keeps the operation",
      advice: UNLESS_RUNNING,
      repair: [repairs.cancel(), repairs.clearCreates()],
    };
  }
  const made = place === undefined ? undefined : madeBy(target, place);
  if (made === undefined) {
    return {
      ...about,
      id: "",
      detail: "interrupted while creating; nothing of it stands",
      advice: UNLESS_RUNNING,
      repair: [repairs.cancel(), repairs.clearCreates()],
    };
  }
  return {
    ...about,
    id: idOf(made),
    detail: `interrupted while creating; what it made stands (${statusOf(made)}), and the state does not know it`,
    advice: `${UNLESS_RUNNING}; the next \`pulumi up\` takes it up${kind === "tunnel" ? " if the program has its key" : ""}; if it is not wanted, run \`${repairs.remove(idOf(made), about.region, target.provider).command}\` instead`,
    repair: [repairs.cancel(), repairs.up(), repairs.clearCreates()],
  };
}

/** Operations on resources of other packages, which no command of this one can judge. */
export function judgeOthers(deployment: Deployment | undefined): Finding[] {
  return (deployment?.pending ?? [])
    .filter(({ resource }) => kindOf(resource) === undefined)
    .map(({ type, resource }) => ({
      what: "pending",
      kind: "other resource",
      name: resource.urn,
      urn: resource.urn,
      id: resource.id,
      region: "",
      detail: `interrupted while ${type}`,
      advice: "look at its provider whether it stands, before any command that clears pending operations",
      repair: [],
    }));
}

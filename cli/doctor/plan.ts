import { sameId } from "../../provider/api/index.ts";
import { PUBLIC_ENDPOINT } from "../../provider/settings/settings.ts";
import type { StackAccess } from "../stack/access.ts";
import type { StateResource } from "../stack/deployment.ts";
import { isDefault, type Owned } from "../stack/owned.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { placeOf } from "./places.ts";
import { type Standing, statusOf } from "./standing.ts";
import { idOf, madeBy } from "./undeclared.ts";

/** What a destroy meets in one resource. */
export interface PlanLine {
  /** Resources of one step are deleted at the same time; a step waits for the one before it. */
  readonly step: number;
  readonly kind: Owned["kind"];
  readonly name: string;
  readonly urn: string;
  readonly id: string;
  /** What it meets, and what it does then. */
  readonly detail: string;
  /** Whether that is expected to end well. */
  readonly isClear: boolean;
}

/** What `pulumi destroy` would meet, in the order in which it would. */
export interface Plan {
  readonly lines: readonly PlanLine[];
  /** What it would leave standing, or be stopped by. */
  readonly warnings: readonly string[];
}

/** Says what a destroy of the whole stack would meet. Changes nothing. */
export function planDestroy(access: StackAccess, diagnosis: Diagnosis): Plan {
  const steps = stepsOf(access.deployment?.resources ?? []);
  const lines = diagnosis.stated.owned.map((owned) => ({
    step: steps.get(owned.resource) ?? 0,
    kind: owned.kind,
    name: owned.name,
    urn: owned.urn,
    id: owned.id,
    ...meets(owned, diagnosis),
  }));
  const numbers = [...new Set(lines.map(({ step }) => step))].sort((a, b) => a - b);
  return {
    lines: lines.map((line) => ({ ...line, step: numbers.indexOf(line.step) + 1 })).sort((a, b) => a.step - b.step),
    warnings: warningsOf(diagnosis, access),
  };
}

/** A resource is deleted after all that depend on it: its step is one more than the latest of theirs. */
function stepsOf(resources: readonly StateResource[]): Map<StateResource, number> {
  const dependents = new Map<string, StateResource[]>();
  for (const resource of resources) {
    const needed = [
      resource.parent,
      resource.deletedWith,
      ...(resource.dependencies ?? []),
      ...Object.values(resource.propertyDependencies ?? {}).flatMap((urns) => urns ?? []),
    ];
    for (const urn of new Set(needed)) {
      if (urn !== undefined) {
        dependents.set(urn, [...(dependents.get(urn) ?? []), resource]);
      }
    }
  }
  const steps = new Map<StateResource, number>();
  const stepOf = (resource: StateResource): number => {
    const known = steps.get(resource);
    if (known !== undefined) {
      return known;
    }
    // Stands for itself while its dependents are looked at: a damaged state may go round in circles.
    steps.set(resource, 0);
    const step = Math.max(0, ...(dependents.get(resource.urn) ?? []).map((dependent) => stepOf(dependent) + 1));
    steps.set(resource, step);
    return step;
  };
  resources.forEach(stepOf);
  return steps;
}

function meets(owned: Owned, diagnosis: Diagnosis): Pick<PlanLine, "detail" | "isClear"> {
  const { resource, kind } = owned;
  if (resource.protect) {
    return { detail: "is protected: the destroy stops before it deletes anything", isClear: false };
  }
  if (resource.retainOnDelete) {
    return { detail: "is left standing and forgotten, as retainOnDelete says", isClear: true };
  }
  if (resource.deletedWith !== undefined) {
    return { detail: "is forgotten without a call, as deletedWith says", isClear: true };
  }
  const standing: Standing | undefined = diagnosis.standings.get(owned);
  if (standing?.is === "gone") {
    return { detail: "is gone already: forgotten", isClear: true };
  }
  if (standing?.is !== "there") {
    return { detail: `fails: ${standing?.why ?? "its state names no region"}`, isClear: false };
  }
  const { detail, isClear } =
    kind === "tunnel" ? { detail: byStatus(statusOf(standing.found)), isClear: true } : withUsers(owned, diagnosis);
  const elsewhere =
    standing.elsewhere === undefined
      ? ""
      : `; was made with another ${standing.elsewhere} than today's, so it is looked at first`;
  return { detail: `${detail}${elsewhere}`, isClear };
}

function byStatus(status: string): string {
  switch (status) {
    case "running":
      return "stands: deleted, its task waited for";
    case "deleting":
      return "is being deleted: that is waited for";
    case "creating":
    case "modifying":
      return `is busy (${status}): waited for until it settles, then deleted`;
    default:
      return `stands with status ${status}: deleted, its task waited for`;
  }
}

/** A peer gateway is deleted when no tunnel uses it any more; one that this destroy does not delete is waited for in vain. */
function withUsers(owned: Owned, { places, stated }: Diagnosis): Pick<PlanLine, "detail" | "isClear"> {
  const users = (placeOf(places, owned)?.tunnels ?? []).filter(({ userGw }) => sameId(userGw, owned.id)).map(idOf);
  const others = users.filter(
    (id) => !stated.owned.some((other) => other.id === id && !other.resource.retainOnDelete && !other.resource.protect),
  );
  if (others.length > 0) {
    return {
      detail: `stands, and ${others.join(", ")} will still use it: waited for until the timeout, then fails`,
      isClear: false,
    };
  }
  return {
    detail: users.length === 0 ? "stands: deleted" : `stands: deleted when ${users.join(", ")} is gone`,
    isClear: true,
  };
}

function warningsOf({ stated, places, findings }: Diagnosis, access: StackAccess): string[] {
  const left = stated.begun.flatMap(({ operation, target }) => {
    const place = placeOf(places, target);
    const isKnown = stated.owned.some(({ urn }) => urn === target.urn);
    const made = operation === "creating" && !isKnown && place !== undefined ? madeBy(target, place) : undefined;
    return made === undefined
      ? []
      : [
          `leaves ${idOf(made)} standing, which an interrupted creation of ${target.name} made: run \`pulumi up\` first`,
        ];
  });
  const orphans = findings
    .filter(({ what }) => what === "orphan")
    .map(({ id }) => `leaves ${id} standing, an orphan of this stack`);
  const isAsked = stated.owned.some(({ provider }) => provider === "");
  return [...left, ...orphans, ...(isAsked ? staleEndpoint(access) : [])];
}

/** A destroy sees the config of the last `up`, which the state holds, and not today's. */
function staleEndpoint(access: StackAccess): string[] {
  const providers = access.deployment?.resources ?? [];
  const byDefault = providers.find(({ urn, type }) => type === "pulumi:providers:pulumi-nodejs" && isDefault(urn));
  const then = byDefault?.inputs["qcloud:endpoint"];
  if (byDefault === undefined || then === access.configured("qcloud:endpoint") || typeof (then ?? "") !== "string") {
    return [];
  }
  const { endpointSource, endpoint } = access.settings("");
  if (endpointSource.includes("QCLOUD_VPC_ENDPOINT")) {
    return [];
  }
  return [
    `asks ${typeof then === "string" ? then : PUBLIC_ENDPOINT}, as the config of the last \`pulumi up\` says, and not ${endpoint}`,
  ];
}

import { idText, sameId } from "../../provider/api/index.ts";
import { BEFORE_DELETION } from "../../provider/lifecycle/vpn-connection/delete.ts";
import type { Kind } from "../kinds.ts";
import type { StackAccess } from "../stack/access.ts";
import type { StateResource } from "../stack/deployment.ts";
import { isDefault, isProvider, type Owned, settingIn } from "../stack/owned.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { statusOf } from "./observation.ts";
import { isIn } from "./regions.ts";
import { Repairs } from "./repairs.ts";
import { createdBy } from "./undeclared.ts";

/** What a destroy does with one resource. */
export interface PlanLine {
  /** Resources of one step are deleted at the same time, after those of the step before. */
  readonly step: number;
  readonly kind: Kind;
  readonly name: string;
  readonly urn: string;
  readonly id: string;
  readonly detail: string;
  /** Whether it is expected to succeed. */
  readonly isClear: boolean;
}

/** What `pulumi destroy` would do, in its order. */
export interface Plan {
  readonly lines: readonly PlanLine[];
  /** What it would not delete, and what would stop it, each a sentence without a full stop. */
  readonly warnings: readonly string[];
}

/** Plans a destroy of the whole stack. Changes nothing. */
export function planDestroy(access: StackAccess, diagnosis: Diagnosis): Plan {
  const steps = stepsOf(access.deployment.resources);
  const used = [...new Set(access.owned.map(({ resource }) => steps.get(resource) ?? 0))].sort((a, b) => a - b);
  const lines = access.owned.map((owned) => {
    const { kind, name, urn, id, resource } = owned;
    const step = used.indexOf(steps.get(resource) ?? 0) + 1;
    return { step, kind, name, urn, id, ...outcomeOf(owned, access, diagnosis) };
  });
  return { lines: lines.sort((a, b) => a.step - b.step), warnings: warningsOf(access, diagnosis) };
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
    // A damaged state may have cycles: the resource counts as step 0 while its dependents are visited.
    steps.set(resource, 0);
    const step = Math.max(0, ...(dependents.get(resource.urn) ?? []).map((dependent) => stepOf(dependent) + 1));
    steps.set(resource, step);
    return step;
  };
  resources.forEach(stepOf);
  return steps;
}

type Outcome = Pick<PlanLine, "detail" | "isClear">;

const succeeds = (detail: string): Outcome => ({ detail, isClear: true });
const fails = (detail: string): Outcome => ({ detail, isClear: false });

function outcomeOf(owned: Owned, access: StackAccess, diagnosis: Diagnosis): Outcome {
  const { protect, retainOnDelete, deletedWith } = owned.resource;
  if (protect) {
    return fails("protected: the destroy stops before it deletes anything");
  }
  if (retainOnDelete) {
    return succeeds("kept in the cloud and removed from the state (retainOnDelete)");
  }
  if (deletedWith !== undefined) {
    return succeeds("removed from the state without a call (deletedWith)");
  }
  const observed = diagnosis.observed.get(owned);
  if (observed?.kind === "gone") {
    return succeeds("already deleted: removed from the state");
  }
  if (observed?.kind !== "exists") {
    return fails(`fails: ${observed?.reason ?? "its state names no region"}`);
  }
  const { found, changed } = observed;
  const { detail, isClear } =
    "status" in found
      ? succeeds(DETAILS[BEFORE_DELETION[found.status] ?? "request it"])
      : withUsers(owned, access, diagnosis);
  const status = ["running", "exists"].includes(statusOf(found)) ? "" : ` (status ${statusOf(found)})`;
  const first =
    changed === undefined ? "" : `; created with another ${changed} than the current one, so it is read first`;
  return { detail: `${detail}${status}${first}`, isClear };
}

/** What the deletion of a tunnel does, by what happens before the service accepts it. */
const DETAILS = {
  "request it": "deleted",
  "wait for its task": "deleted after the task that is in progress",
  "join its deletion": "already being deleted: the destroy waits for that",
} as const;

/** A peer gateway is deleted when no tunnel uses it; a tunnel that this destroy keeps makes it time out. */
function withUsers(owned: Owned, access: StackAccess, { regions }: Diagnosis): Outcome {
  const tunnels = regions.find((region) => isIn(region, owned))?.listed.tunnel ?? [];
  const users = tunnels.filter(({ userGw }) => sameId(userGw, owned.id)).map(({ id }) => idText(id));
  const kept = users.filter(
    (id) => !access.owned.some((other) => other.id === id && !other.resource.retainOnDelete && !other.resource.protect),
  );
  if (kept.length > 0) {
    return fails(`in use by ${kept.join(", ")}, not deleted by this destroy: waits until the timeout, then fails`);
  }
  return succeeds(users.length === 0 ? "deleted" : `deleted after ${users.join(", ")}`);
}

function warningsOf(access: StackAccess, { regions, findings }: Diagnosis): string[] {
  const { pending, owned, ref } = access;
  const left = pending.flatMap(({ operation, target }) => {
    const region = regions.find((each) => isIn(each, target));
    const isKnown = owned.some(({ urn }) => urn === target.urn);
    const created = operation === "creating" && !isKnown && region ? createdBy(target, region) : undefined;
    return created === undefined
      ? []
      : [
          `pulumi destroy does not delete ${idText(created.id)}, which an interrupted creation of ${target.name} created: run \`${new Repairs(ref).up().command}\` first`,
        ];
  });
  const orphans = findings
    .filter(({ what }) => what === "orphan")
    .map(({ id }) => `pulumi destroy does not delete ${id}, an orphan of this stack`);
  return [...left, ...orphans, ...(owned.some(({ provider }) => provider === "") ? staleEndpoint(access) : [])];
}

/** A destroy uses the config of the last `up`, which the state holds, and not the current one. */
function staleEndpoint(access: StackAccess): string[] {
  const byDefault = access.deployment.resources.find((resource) => isProvider(resource) && isDefault(resource.urn));
  if (byDefault === undefined) {
    return [];
  }
  const used = access.endpointWith((key) => {
    const value = settingIn(byDefault, key);
    return typeof value === "string" ? value : undefined;
  });
  const { endpoint } = access.endpoint;
  if (used === endpoint) {
    return [];
  }
  return [`pulumi destroy uses the endpoint ${used} of the last \`pulumi up\`, not the current one, ${endpoint}`];
}

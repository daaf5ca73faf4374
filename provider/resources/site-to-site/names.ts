import { type Resource, RunError, runtime } from "@pulumi/pulumi";
import type { BranchArgs } from "./arguments.ts";

/** The name of both resources of a branch. Begins with the component's, so that an alias of the component finds them too. */
export const childName = (component: string, branch: string): string => `${component}-${branch}`;

/** Names that are in use, each with the branch that has it: a run of a program has one monitor, and a process can run several programs. */
const taken = new WeakMap<object, Map<string, string>>();

/**
 * Reserves the names of the branches' resources. Component `vpn` with branch `a-b` and component `vpn-a` with branch `b` make one name of
 * it, which the engine notices only after the first resources were made. (It notices the same component twice before that.)
 * @throws RunError that names both branches.
 */
export function reserveNames(component: string, branches: readonly BranchArgs[], parent: Resource | undefined): void {
  const monitor = runtime.getMonitor();
  if (monitor === undefined) {
    return;
  }
  const names = taken.get(monitor) ?? new Map<string, string>();
  taken.set(monitor, names);
  const mine = branches.map(({ name }) => ({
    key: [...typesAbove(parent), childName(component, name)].join("$"),
    name: childName(component, name),
    whose: `branch ${name} of SiteToSiteVpn ${component}`,
  }));
  for (const { key, name, whose } of mine) {
    const other = names.get(key);
    if (other !== undefined && other !== whose) {
      throw new RunError(
        `${whose} would have resources named ${name}, as ${other} has. Nothing of this component was made. Give the branch or the component another name`,
      );
    }
  }
  for (const { key, whose } of mine) {
    names.set(key, whose);
  }
}

/** A resource's URN holds its name and the types of what it is in, not the names of these. */
function typesAbove(parent: Resource | undefined): string[] {
  const { __pulumiType: type, __parentResource: above } = (parent ?? {}) as {
    __pulumiType?: string;
    __parentResource?: Resource;
  };
  return type === undefined || type === "pulumi:pulumi:Stack" ? [] : [...typesAbove(above), type];
}

import { defaultName, isMarkedName, NAME_MARK } from "../../provider/lifecycle/names.ts";
import { type Kind, typesOf } from "../kinds.ts";
import type { StackAccess } from "./access.ts";
import { kindOf, nameIn } from "./owned.ts";

/** The type of this package's component; the URNs of its children contain it. */
const COMPONENT = "qcloud:vpn:SiteToSiteVpn";

/** The organization of stacks in a self-managed backend. */
const LOCAL_ORGANIZATION = "organization";

/**
 * Finds the resource of this stack that gives a default name. The hash in a name cannot be reversed, so it is computed for every URN
 * that a resource of the stack can have had.
 * @param owner the setting `qcloud:owner`.
 * @returns the URN; undefined where no resource gives this name.
 */
export function defaultNamesOf(
  { deployment, stackName, project }: StackAccess,
  owner: string,
): (kind: Kind, name: string) => string | undefined {
  const resources = [...deployment.resources, ...deployment.pending.map(({ resource }) => resource)];
  // `<organization>:urn:pulumi:<stack>::<project>` of this stack, under its current and its former names.
  const stacks = new Set<string>();
  // The provider plugin does not know the organization.
  const organizations = new Set([LOCAL_ORGANIZATION, ""]);
  for (const { inputs, outputs } of resources) {
    const seed = outputs["__urn"] ?? inputs["__urn"];
    if (typeof seed === "string" && seed.includes(":urn:")) {
      organizations.add(seed.slice(0, seed.indexOf(":urn:")));
      stacks.add(stackIn(seed));
    }
  }
  const [, organization, givenProject, name] = /^(?:([^/]+)\/)?(?:([^/]+)\/)?([^/]+)$/.exec(stackName) ?? [];
  if (organization !== undefined) {
    organizations.add(organization);
  }
  const ownNames = new Set(resources.map(({ urn }) => stackIn(urn)));
  if (name !== undefined && project !== "") {
    ownNames.add(`urn:pulumi:${name}::${givenProject ?? project}`);
  }
  for (const each of organizations) {
    for (const own of ownNames) {
      stacks.add(`${each}:${own}`);
    }
  }
  // Types of possible parents, each with its own parents and a `$`, as in a URN; "" for none.
  const above = ["", ...resources.filter((one) => kindOf(one) === undefined).map(parentTypes)];
  const parents = new Set([...above, ...above.map((types) => `${types}${COMPONENT}$`)]);

  return (kind, shown) => {
    // A service may prefix a name with its own number.
    for (const given of isMarkedName(shown) ? new Set([shown, shown.replace(/^\d+_/, "")]) : []) {
      const resourceName = given.slice(0, given.lastIndexOf(NAME_MARK));
      for (const stack of stacks) {
        for (const parent of parents) {
          const seeds = typesOf(kind).map((type) => `${stack}::${parent}${type}::${resourceName}`);
          const seed = seeds.find((one) => defaultName(one, owner) === given);
          if (seed !== undefined) {
            return seed.slice(seed.indexOf(":urn:") + 1);
          }
        }
      }
    }
    return undefined;
  };
}

const stackIn = (urn: string): string => urn.split("::").slice(0, 2).join("::");

/** The types of a possible parent and its own parents in its URN; empty for the stack itself. */
function parentTypes({ urn }: { readonly urn: string }): string {
  const types = nameIn(urn) === "" || urn.includes("::pulumi:pulumi:Stack::") ? undefined : urn.split("::")[2];
  return types ? `${types}$` : "";
}

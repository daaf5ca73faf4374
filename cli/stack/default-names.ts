import { defaultName, isMarkedName, NAME_MARK } from "../../provider/lifecycle/names.ts";
import { type Kind, typeOf } from "../kinds.ts";
import type { StackAccess } from "./access.ts";
import { kindOf, nameIn } from "./owned.ts";

/** The type of this package's component; the URNs of its children contain it. */
const COMPONENT = "qcloud:vpn:SiteToSiteVpn";

/** The organization of stacks in a self-managed backend. */
const LOCAL_ORGANIZATION = "organization";

/**
 * The default names that this stack can have given. The hash in a name cannot be reversed, so it is computed for every URN that a
 * resource of the stack can have had.
 */
export class DefaultNames {
  /** `<organization>:urn:pulumi:<stack>::<project>` of this stack, under its current and its former names. */
  readonly #stacks: ReadonlySet<string>;
  /** Types of possible parents, each with its own parents, as in a URN; "" for none. */
  readonly #parents: ReadonlySet<string>;
  readonly #owner: string;

  /**
   * @param access the stack.
   * @param owner the setting `qcloud:owner`.
   */
  constructor(access: StackAccess, owner: string) {
    const { deployment, stackName, project } = access;
    const resources = [...deployment.resources, ...deployment.pending.map(({ resource }) => resource)];
    const stacks = new Set<string>();
    const organizations = new Set([LOCAL_ORGANIZATION]);
    for (const { inputs, outputs } of resources) {
      const seed = outputs["__urn"] ?? inputs["__urn"];
      if (typeof seed === "string" && seed.includes(":urn:")) {
        organizations.add(seed.slice(0, seed.indexOf(":urn:")));
        stacks.add(seed.split("::").slice(0, 2).join("::"));
      }
    }
    const named = /^(?:([^/]+)\/)?(?:([^/]+)\/)?([^/]+)$/.exec(stackName);
    if (named?.[1] !== undefined) {
      organizations.add(named[1]);
    }
    const ownNames = new Set(resources.map(({ urn }) => urn.split("::").slice(0, 2).join("::")));
    if (named?.[3] !== undefined && project !== "") {
      ownNames.add(`urn:pulumi:${named[3]}::${named[2] ?? project}`);
    }
    for (const organization of organizations) {
      for (const own of ownNames) {
        stacks.add(`${organization}:${own}`);
      }
    }
    this.#stacks = stacks;
    const above = ["", ...resources.filter((one) => kindOf(one) === undefined).map(typesIn)];
    const own = above.map((types) => (types === "" ? COMPONENT : `${types}$${COMPONENT}`));
    this.#parents = new Set([...above, ...own]);
    this.#owner = owner;
  }

  /** The URN of this stack's resource that gives this default name; undefined where none does. */
  urnBehind(kind: Kind, name: string): string | undefined {
    if (!isMarkedName(name)) {
      return undefined;
    }
    // A service may prefix a name with its own number.
    for (const given of new Set([name, name.replace(/^\d+_/, "")])) {
      const resourceName = given.slice(0, given.lastIndexOf(NAME_MARK));
      for (const stack of this.#stacks) {
        for (const parent of this.#parents) {
          const seed = `${stack}::${parent === "" ? "" : `${parent}$`}${typeOf(kind)}::${resourceName}`;
          if (defaultName(seed, this.#owner) === given) {
            return seed.slice(seed.indexOf(":urn:") + 1);
          }
        }
      }
    }
    return undefined;
  }
}

/** The part of a URN with the types of the resource and its parents. */
const typesIn = ({ urn }: { readonly urn: string }): string =>
  nameIn(urn) === "" || urn.includes("::pulumi:pulumi:Stack::") ? "" : (urn.split("::")[2] ?? "");

import { defaultName, isMarkedName, NAME_MARK } from "../../provider/lifecycle/names.ts";
import type { StackAccess } from "./access.ts";
import { type Kind, kindOf, nameIn, TYPES } from "./owned.ts";

/** The type of the component that this package brings; its children carry it in their URNs. */
const OWN_COMPONENTS: readonly string[] = ["qcloud:vpn:SiteToSiteVpn"];

/** The organization of stacks that live in a bucket, a folder or a local file. */
const LOCAL_ORGANIZATION = "organization";

/** Length of what a default name ends in: the mark and twelve hex digits. */
const ENDING = NAME_MARK.length + 12;

/**
 * Which default names this stack can have given: the hash in one cannot be turned back, but it can be made again from every URN
 * that a resource of the stack can have had.
 */
export class DefaultNames {
  /** `<organization>:urn:pulumi:<stack>::<project>` of this stack, as it is and as it was called before. */
  readonly #stacks: ReadonlySet<string>;
  /** Types of possible parents, each with its own parents, as URNs write them; "" for none. */
  readonly #parents: ReadonlySet<string>;
  readonly #owner: string;

  /**
   * @param access the stack.
   * @param owner the setting `qcloud:owner`.
   */
  constructor(access: StackAccess, owner: string) {
    const { deployment, stackName, project } = access;
    const resources = [
      ...(deployment?.resources ?? []),
      ...(deployment?.pending ?? []).map(({ resource }) => resource),
    ];
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
    const own = above.flatMap((types) => OWN_COMPONENTS.map((type) => (types === "" ? type : `${types}$${type}`)));
    this.#parents = new Set([...above, ...own]);
    this.#owner = owner;
  }

  /** The URN of the resource that must have given this name; undefined where none can be shown to have. */
  urnBehind(kind: Kind, name: string): string | undefined {
    if (!isMarkedName(name)) {
      return undefined;
    }
    // A service may write its own number before a name.
    for (const given of new Set([name, name.replace(/^\d+_/, "")])) {
      const resourceName = given.slice(0, -ENDING);
      for (const stack of this.#stacks) {
        for (const parent of this.#parents) {
          const seed = `${stack}::${parent === "" ? "" : `${parent}$`}${TYPES[kind]}::${resourceName}`;
          if (defaultName(seed, this.#owner) === given) {
            return seed.slice(seed.indexOf(":urn:") + 1);
          }
        }
      }
    }
    return undefined;
  }
}

/** The part of a URN that says the resource's type and its parents' types. */
const typesIn = ({ urn }: { readonly urn: string }): string =>
  nameIn(urn) === "" || urn.includes("::pulumi:pulumi:Stack::") ? "" : (urn.split("::")[2] ?? "");

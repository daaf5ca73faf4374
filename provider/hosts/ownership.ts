import { canonicalRegion } from "../api/index.ts";
import { LifecycleError, type Place } from "../lifecycle/vpn-connection/index.ts";
import { conflictBetween, type Wanted } from "./conflicts.ts";
import { nameIn, type Properties, stackIn, urnIn } from "./properties.ts";

/** What tells the things of one kind of resource apart. */
export interface Kind {
  /** Under which name `origin` keeps both forms of the id. */
  readonly form: "vpnConn" | "userGw";
  /** Where the thing is, or is to be; undefined if that is not known yet. */
  place(inputs: Properties): Place | undefined;
  /** The existing thing that is adopted; undefined if there is none, or it is not known yet. */
  adopted(inputs: Properties): Place | undefined;
}

/** A resource that holds a thing, under the seed in the program and the one in the state, which may be an earlier one. */
interface Hold {
  readonly thing: Thing;
  readonly seeds: readonly string[];
}

/**
 * Which resource asks for, and which one holds, which thing of the cloud, as far as this process knows. Resources are named by their
 * seeds (`<organization>:<urn>`); of a resource without a seed nothing is kept.
 *
 * A renamed resource takes over what the old one made, and the engine then deletes the old one, in the same run and so in the same
 * process, by the same id. Within one `pulumi up` the engine asks for a creation or a diff of every resource of the program before
 * it deletes those that the program no longer has: by then each holder is known, and what another one holds is kept.
 */
export class Ownership {
  readonly #kind: Kind;
  /** What the resources of the program of this run ask for, by seed. A resource that only the state knows is not among them. */
  readonly #wanted = new Map<string, Wanted>();
  readonly #holds = new Set<Hold>();

  constructor(kind: Kind) {
    this.#kind = kind;
  }

  /** Whether a resource is in the program of this run: only then is every resource known that could have taken its thing over. */
  isDeclared(seed: string | undefined): boolean {
    return seed !== undefined && this.#wanted.has(seed);
  }

  /**
   * Notes what a resource of the program asks for.
   *
   * @param endpoint of the cloud.
   * @param olds the inputs of the state, `{}` for a new resource.
   * @returns why it cannot have that, or undefined.
   */
  declare(seed: string | undefined, endpoint: string, olds: Properties, news: Properties): string | undefined {
    if (seed === undefined) {
      return undefined;
    }
    const at = (place: Place | undefined): Place | undefined =>
      place && { ...place, key: `${endpoint} ${stackIn(seed)} ${place.key}` };
    const wanted: Wanted = {
      seed,
      place: at(this.#kind.place(news)),
      // A replacement is checked twice, the second time as a new resource.
      before: at(this.#kind.place(olds)) ?? this.#wanted.get(seed)?.before,
      adopted: at(this.#kind.adopted(news)),
    };
    this.#wanted.set(seed, wanted);
    const others = [...this.#wanted.values()].filter((other) => other !== wanted);
    return others.map((other) => conflictBetween(wanted, other)).find((reason) => reason !== undefined);
  }

  /**
   * Notes that a resource holds a thing.
   *
   * @param seeds of the resource in the program, and in the state.
   * @param state its outputs.
   * @param isKept whether it goes on holding it.
   * @throws LifecycleError if another resource of the program already holds it.
   */
  hold(seeds: readonly (string | undefined)[], id: string, state: Properties, isKept = true): void {
    const thing = thingOf(id, state, this.#kind.form);
    const [seed] = seeds;
    const other = this.#others(seed, thing).find((their) => !seeds.includes(their) && this.isDeclared(their));
    if (isKept && other !== undefined && this.isDeclared(seed)) {
      throw new LifecycleError(
        `${id} is held by the resource "${nameIn(other)}" of this program (${urnIn(other)}), and a thing of the cloud belongs to one resource. ` +
          "Nothing was changed. Remove one of the two resources from the program",
      );
    }
    const known = seeds.filter((one) => one !== undefined);
    for (const one of known) {
      this.#drop(one, thing);
    }
    if (known.length > 0) {
      this.#holds.add({ thing, seeds: known });
    }
  }

  /** A resource is being deleted: it no longer holds its thing or its place. Returns the other resource that holds the thing. */
  release(seed: string | undefined, id: string, state: Properties): string | undefined {
    if (seed === undefined) {
      return undefined;
    }
    const thing = thingOf(id, state, this.#kind.form);
    this.#drop(seed, thing);
    this.#wanted.delete(seed);
    return this.#others(seed, thing).at(-1);
  }

  #drop(seed: string, thing: Thing): void {
    for (const hold of this.#holds) {
      if (hold.seeds.includes(seed) && isSame(hold.thing, thing)) {
        this.#holds.delete(hold);
      }
    }
  }

  /** The seeds of the other resources of the same stack that hold a thing. */
  #others(seed: string | undefined, thing: Thing): string[] {
    return seed === undefined
      ? []
      : [...this.#holds]
          .filter((hold) => !hold.seeds.includes(seed) && isSame(hold.thing, thing))
          .flatMap(({ seeds }) => seeds)
          .filter((their) => stackIn(their) === stackIn(seed));
  }
}

/**
 * A thing of the cloud as a state knows it. Unified ids are unique; numeric ones are unique only in one region of one account, so region
 * and time of creation count too. What is not known tells nothing apart.
 */
interface Thing {
  /** Its id, in each form that is known. */
  readonly ids: readonly string[];
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
  readonly createTime: string | undefined;
}

const isSame = (one: Thing, other: Thing): boolean =>
  one.ids.some((id) => other.ids.includes(id)) &&
  (["endpoint", "region", "createTime"] as const).every(
    (part) => one[part] === undefined || other[part] === undefined || one[part] === other[part],
  );

/** The thing that a state describes, whichever release or person wrote the state. */
function thingOf(id: string, state: Properties, form: Kind["form"]): Thing {
  const origin = recordOf(state["origin"]);
  const { unified, legacy } = recordOf(origin[form]);
  const [endpoint, region] = [textOf(origin["endpoint"]), textOf(state["region"])];
  return {
    ids: [id, unified, legacy].map(textOf).filter((one) => one !== undefined),
    endpoint: endpoint && (URL.parse(endpoint)?.href ?? endpoint).replace(/\/+$/, ""),
    region: region && canonicalRegion(region.trim().toLowerCase()),
    createTime: textOf(state["createTime"]),
  };
}

const recordOf = (value: unknown): Properties =>
  typeof value === "object" && value !== null ? (value as Properties) : {};

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

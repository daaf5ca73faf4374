import { canonicalRegion } from "../api/index.ts";
import { withOrigin } from "../lifecycle/state.ts";
import { LifecycleError, type Place } from "../lifecycle/vpn-connection/index.ts";
import { isRecord } from "../util/is-record.ts";
import { conflictBetween, type Wanted } from "./conflicts.ts";
import { nameIn, type Properties, stackIn, urnIn } from "./properties.ts";

/** How resources of one kind are identified. */
export interface Kind {
  /** The property of `__origin` with both forms of the id. */
  readonly form: "vpnConn" | "userGw";
  /** The place of the resource; undefined if that is not known yet. */
  place(inputs: Properties): Place | undefined;
  /** What the resource adopts; undefined if nothing, or if that is not known yet. */
  adopted(inputs: Properties): Place | undefined;
}

/** A thing of the cloud and the resource that holds it, by its seeds in the program and in the state, which may differ. */
interface Hold {
  readonly thing: Thing;
  readonly seeds: readonly string[];
}

/**
 * Records which resource requests and holds which thing of the cloud, in this process. Resources are identified by their seeds
 * (`<organization>:<urn>`); a resource without a seed is not recorded.
 *
 * A renamed resource can take over what the old one created, and the engine then deletes the old one by the same id, in the same process.
 * In one `pulumi up`, the engine creates or diffs every resource of the program before it deletes the others. So every holder is known by
 * then, and what another resource holds is kept.
 */
export class Ownership {
  readonly #kind: Kind;
  /** What the resources of the program of this run request, by seed. */
  readonly #wanted = new Map<string, Wanted>();
  readonly #holds = new Set<Hold>();

  constructor(kind: Kind) {
    this.#kind = kind;
  }

  /** Whether a resource is in the program of this run. Only then, every resource that could have taken over is known. */
  isDeclared(seed: string | undefined): boolean {
    return seed !== undefined && this.#wanted.has(seed);
  }

  /**
   * Records what a resource of the program requests.
   *
   * @param olds The inputs of the state; `{}` for a new resource.
   * @returns why that is refused, or undefined.
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
   * Records that a resource holds a thing.
   *
   * @param seeds The seeds of the resource in the program and in the state.
   * @param state The outputs of the resource.
   * @param isKept Whether the resource keeps the thing.
   * @throws LifecycleError if another resource of the program holds it.
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

  /** Removes a resource that is being deleted. Returns the other resource that holds the thing, if any. */
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
 * A thing of the cloud, as a state describes it. Legacy ids are unique only in one region of one account, so region and time of creation are
 * compared too. Unknown values are not compared.
 */
interface Thing {
  /** Every known form of its id. */
  readonly ids: readonly string[];
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
  readonly createTime: string | undefined;
}

const isSame = (one: Thing, other: Thing): boolean => {
  const shared = one.ids.filter((id) => other.ids.includes(id));
  // One cloud can have several endpoints, such as those of two versions of the API: a unified id and its time of creation identify a thing.
  const isUnified = shared.some((id) => /^[a-z]+-/.test(id)) && one.createTime !== undefined;
  return (
    shared.length > 0 &&
    agree(one, other, "region") &&
    agree(one, other, "createTime") &&
    (isUnified || agree(one, other, "endpoint"))
  );
};

const agree = (one: Thing, other: Thing, part: "endpoint" | "region" | "createTime"): boolean =>
  one[part] === undefined || other[part] === undefined || one[part] === other[part];

function thingOf(id: string, state: Properties, form: Kind["form"]): Thing {
  const origin = recordOf(withOrigin(state)["__origin"]);
  const { unified, legacy } = recordOf(origin[form]);
  const [endpoint, region] = [textOf(origin["endpoint"]), textOf(state["region"])];
  return {
    ids: [id, unified, legacy].map(textOf).filter((one) => one !== undefined),
    endpoint: endpoint && (URL.parse(endpoint)?.href ?? endpoint).replace(/\/+$/, ""),
    region: region && canonicalRegion(region.trim().toLowerCase()),
    createTime: textOf(state["createTime"]),
  };
}

const recordOf = (value: unknown): Readonly<Properties> => (isRecord(value) ? value : {});

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

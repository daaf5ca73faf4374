import { canonicalRegion } from "../api/index.ts";
import type { Properties } from "./dynamic/stored-api.ts";

/**
 * A thing of the cloud as a state knows it. Unified ids are unique; numeric ones are only unique in one region of one account, so region
 * and time of creation count too. What is not known tells nothing apart.
 */
export interface Thing {
  /** Its id, in each form that is known. */
  readonly ids: readonly string[];
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
  readonly createTime: string | undefined;
}

/**
 * The thing that a state speaks of.
 *
 * @param id the resource's id.
 * @param state its outputs, as any release or hand wrote them.
 * @param form where `origin` keeps both forms of the id.
 */
export function thingOf(id: string, state: Properties, form: "vpnConn" | "userGw"): Thing {
  const origin = recordOf(state["origin"]);
  const { unified, legacy } = recordOf(origin[form]);
  const region = textOf(state["region"]);
  return {
    ids: [
      ...new Set([id, textOf(unified), textOf(legacy)].filter((one) => one !== undefined && one !== "")),
    ] as string[],
    endpoint: normalUrl(textOf(origin["endpoint"])),
    region: region === undefined ? undefined : canonicalRegion(region.trim().toLowerCase()),
    createTime: textOf(state["createTime"]),
  };
}

const recordOf = (value: unknown): Properties =>
  typeof value === "object" && value !== null ? (value as Properties) : {};

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

const normalUrl = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : (URL.parse(text)?.href ?? text).replace(/\/+$/, "");

const PARTS = ["endpoint", "region", "createTime"] as const;

const isSame = (one: Thing, other: Thing): boolean =>
  one.ids.some((id) => other.ids.includes(id)) &&
  PARTS.every((part) => one[part] === undefined || other[part] === undefined || one[part] === other[part]);

/** A resource that holds a thing: what it is called in the program, and in the state, which may know it by an earlier name. */
interface Hold {
  readonly thing: Thing;
  readonly seeds: ReadonlySet<string>;
}

/**
 * Which resources hold which thing of the cloud, as far as this process knows. A renamed resource takes over what the old one
 * made; the engine then deletes the old one, in the same run and so in the same process, by the same id. Within one `pulumi up` it
 * asks for a creation or a diff of every resource of the program before it deletes those that the program no longer has: by then
 * each holder is known, and what another one holds is left standing.
 */
export class Holders {
  readonly #holds = new Map<string, Set<Hold>>();

  /** Notes that a resource holds a thing, under each of its seeds (`<organization>:<urn>`). */
  note(thing: Thing, ...seeds: unknown[]): void {
    const known = seeds.filter((seed) => typeof seed === "string");
    if (known.length === 0) {
      return;
    }
    for (const seed of known) {
      this.drop(thing, seed);
    }
    const hold: Hold = { thing, seeds: new Set(known) };
    for (const id of thing.ids) {
      this.#holds.set(id, (this.#holds.get(id) ?? new Set()).add(hold));
    }
  }

  /** The seeds of each other resource that holds the thing; none where this resource's own seed is not known. */
  besides(thing: Thing, seed: unknown): ReadonlySet<string>[] {
    return typeof seed !== "string"
      ? []
      : this.#of(thing)
          .filter(({ seeds }) => !seeds.has(seed))
          .map(({ seeds }) => seeds);
  }

  /** Forgets a resource that holds the thing no more. */
  drop(thing: Thing, seed: unknown): void {
    for (const hold of this.#of(thing)) {
      if (typeof seed === "string" && hold.seeds.has(seed)) {
        for (const id of hold.thing.ids) {
          this.#holds.get(id)?.delete(hold);
        }
      }
    }
  }

  #of(thing: Thing): Hold[] {
    const candidates = new Set(thing.ids.flatMap((id) => [...(this.#holds.get(id) ?? [])]));
    return [...candidates].filter((hold) => isSame(hold.thing, thing));
  }
}

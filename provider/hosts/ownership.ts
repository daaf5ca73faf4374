import { type CheckFailure, LifecycleError, type Place } from "../lifecycle/vpn-connection/index.ts";
import { type Conflict, Declared } from "./declared.ts";
import type { Properties } from "./dynamic/stored-api.ts";
import { Holders, type Thing, thingOf } from "./holders.ts";

/** The hidden input that says which resource it is: `<organization>:<urn>`. */
export const SEED = "__urn";

/** What tells the things of one kind of resource apart. */
export interface Kind {
  /** Under which name `origin` keeps both forms of the id. */
  readonly form: "vpnConn" | "userGw";
  /** Where the thing is, or is to be; undefined where that is not known yet. */
  place(inputs: Properties): Place | undefined;
  /** The existing thing that is adopted; undefined where there is none, or it is not known yet. */
  adopted(inputs: Properties): Place | undefined;
}

/** Which resource holds, and which one asks for, which thing of the cloud, as far as this process knows. */
export class Ownership {
  readonly #kind: Kind;
  readonly #holders = new Holders();
  readonly #declared = new Declared();

  constructor(kind: Kind) {
    this.#kind = kind;
  }

  /** Whether a resource is in the program of this run: only then is everything known that could have taken it over. */
  isDeclared(properties: Properties): boolean {
    const seed = properties[SEED];
    return typeof seed === "string" && this.#declared.has(seed);
  }

  /**
   * Notes what a resource of the program asks for.
   *
   * @param endpoint of the cloud.
   * @param olds the inputs of the state, `{}` for a new resource.
   * @returns why it cannot have that, naming no property, or undefined.
   */
  declare(endpoint: string, olds: Properties, news: Properties): CheckFailure | undefined {
    const seed = news[SEED];
    if (typeof seed !== "string") {
      return undefined;
    }
    const at = (place: Place | undefined): Place | undefined =>
      place && { ...place, key: `${endpoint} ${stackIn(seed)} ${place.key}` };
    const conflict = this.#declared.add(seed, {
      place: at(this.#kind.place(news)),
      before: at(this.#kind.place(olds)),
      adopted: at(this.#kind.adopted(news)),
    });
    return conflict && failureOf(seed, conflict);
  }

  /**
   * Notes that a resource holds a thing.
   *
   * @param state its outputs.
   * @param seeds what it is called in the program, and in the state.
   * @param isKept whether it goes on holding it.
   * @throws LifecycleError where another resource of the program holds it already.
   */
  hold(id: string, state: Properties, seeds: readonly unknown[], isKept = true): void {
    const thing = thingOf(id, state, this.#kind.form);
    const [seed] = seeds;
    const other = this.#others(thing, seed).find((their) => !seeds.includes(their) && this.#declared.has(their));
    if (isKept && other !== undefined && typeof seed === "string" && this.#declared.has(seed)) {
      throw new LifecycleError(
        `${id} is held by the resource "${nameIn(other)}" of this program (${urnIn(other)}), and a thing of the cloud belongs to one resource. ` +
          "Nothing was changed. Remove one of the two resources from the program",
      );
    }
    this.#holders.note(thing, ...seeds);
  }

  /** Forgets that a resource holds a thing, and says which other resource holds it. */
  release(id: string, state: Properties): string | undefined {
    const thing = thingOf(id, state, this.#kind.form);
    const seed = state[SEED];
    const other = this.#others(thing, seed).at(-1);
    this.#holders.drop(thing, seed);
    this.#declared.remove(seed);
    return other;
  }

  /** The seeds of the other resources of this stack that hold a thing. */
  #others(thing: Thing, seed: unknown): string[] {
    return this.#holders
      .besides(thing, seed)
      .flatMap((seeds) => [...seeds])
      .filter((their) => stackIn(their) === stackIn(seed));
  }
}

/** The resource's name, which is what follows the URN's last separator. */
export const nameIn = (seed: unknown): string => (typeof seed === "string" ? seed.split("::").slice(3).join("::") : "");

/** The organization, the stack and the project: a resource of another stack is never one of the same program. */
const stackIn = (seed: unknown): string => (typeof seed === "string" ? seed.split("::").slice(0, 2).join("::") : "");

const urnIn = (seed: string): string => seed.slice(seed.indexOf(":urn:") + 1);

/** For a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function failureOf(seed: string, { kind, other, place, isSwap }: Conflict): CheckFailure {
  const resource = `the resource "${nameIn(other)}" of this program (${urnIn(other)})`;
  const holder = kind === "taken" ? seed : other;
  const targets = isSwap ? [other, seed] : [holder];
  const command = `pulumi destroy ${targets.map((one) => `--target ${quoted(urnIn(one))}`).join(" ")} --target-dependents`;
  switch (kind) {
    case "twice":
      return {
        property: "",
        reason: `${resource} asks for ${place.text} too, and a thing of the cloud belongs to one resource. Nothing was changed. Remove one of the two resources from the program`,
      };
    case "leaves":
      return {
        property: "",
        reason: `${resource} still holds ${place.text} and leaves it in this update, in no certain order. Nothing was changed. Run \`${command}\`, then \`pulumi up\``,
      };
    case "taken":
      return {
        property: "",
        reason: `${resource} asks for ${place.text}, which this resource still holds and leaves in this update, in no certain order. Nothing was changed. Run \`${command}\`, then \`pulumi up\``,
      };
  }
}

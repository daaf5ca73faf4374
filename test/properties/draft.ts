import type { ApiVersion } from "../../emulator/index.ts";
import { argumentsOf, officeArguments, officeName, type Places, pairOf } from "./args.ts";
import type { Program, TunnelArgs } from "./program.ts";

/** What the user's program declares at this moment. */
export class Draft {
  readonly #places: Places;
  #args: readonly TunnelArgs[];
  readonly #declared: boolean[];
  /** How often each resource got another name. */
  readonly #renamings: number[];
  /** What to adopt, as an error said, by the first name of the resource. */
  readonly #adopted = new Map<string, string>();

  constructor(program: Program, places: Places) {
    this.#places = places;
    this.#args = program.tunnels;
    this.#declared = program.tunnels.map(() => true);
    this.#renamings = program.tunnels.map(() => 0);
  }

  get args(): readonly TunnelArgs[] {
    return this.#args;
  }

  get adoptsAny(): boolean {
    return this.#adopted.size > 0;
  }

  argsOf(index: number): TunnelArgs {
    return this.#args[index] as TunnelArgs;
  }

  isDeclared(index: number): boolean {
    return this.#declared[index] === true;
  }

  /** The resource's name. */
  nameOf(index: number): string {
    return `tunnel${index}${"x".repeat(this.#renamings[index] ?? 0)}`;
  }

  /** Which tunnel a resource is, by any name that it ever had. */
  indexOf(name: string): number {
    return Number(/\d+/.exec(name)?.[0]);
  }

  /** The two gateways of a tunnel, as one text. */
  pairOf(index: number): string {
    const { gateway, address } = pairOf(this.#places, index, this.argsOf(index));
    return `${gateway.unified} ${address}`;
  }

  /** The address of the `UserGateway` of a tunnel; undefined where the program has none for it. */
  officeOf(index: number): string | undefined {
    const { address, peer } = pairOf(this.#places, index, this.argsOf(index));
    return peer === undefined ? address : undefined;
  }

  change(index: number, change: Partial<TunnelArgs>): void {
    const before = this.pairOf(index);
    this.#args = this.#args.map((args, at) => (at === index ? { ...args, ...change } : args));
    if (this.pairOf(index) !== before) {
      this.#adopted.delete(this.#firstName(this.nameOf(index)));
      this.#adopted.delete(officeName(index));
    }
  }

  rename(index: number): void {
    this.#renamings[index] = (this.#renamings[index] ?? 0) + 1;
  }

  toggle(index: number): void {
    this.#declared[index] = !this.#declared[index];
  }

  declareAll(): void {
    this.#declared.fill(true);
  }

  /** Adds the argument that adopts a thing, or takes it away. */
  adopt(name: string, id: string | undefined): void {
    if (id === undefined) {
      this.#adopted.delete(this.#firstName(name));
    } else {
      this.#adopted.set(this.#firstName(name), id);
    }
  }

  #firstName(name: string): string {
    return name.replace(/x+$/, "");
  }

  #adopting(name: string, argument: "vpnConnId" | "userGwId"): Record<string, unknown> {
    const id = this.#adopted.get(this.#firstName(name));
    return id === undefined ? {} : { [argument]: id };
  }

  /** Names and arguments of what is declared. */
  declaration(api: ApiVersion): Map<string, Record<string, unknown>> {
    const declared = new Map<string, Record<string, unknown>>();
    for (const [index, args] of this.#args.entries()) {
      if (!this.isDeclared(index)) {
        continue;
      }
      if (args.peer === 2) {
        const office = officeName(index);
        declared.set(office, { ...officeArguments(index, args), ...this.#adopting(office, "userGwId") });
      }
      const name = this.nameOf(index);
      declared.set(name, { ...argumentsOf(this.#places, index, args, api), ...this.#adopting(name, "vpnConnId") });
    }
    return declared;
  }
}

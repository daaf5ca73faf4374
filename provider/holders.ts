/**
 * Which resources hold which thing of the cloud, as far as this process has been told. A renamed resource takes up what the old one
 * made; the engine then deletes the old one, in the same run and so in the same process, by the same id. Within one `pulumi up` it
 * asks for a creation or a diff of every resource of the program before it deletes those that the program no more has: by then
 * each holder is known, and what another one holds is left standing.
 */
export class Holders {
  /** Of each thing, the seeds (`<organization>:<urn>`) that each of its holders goes by. */
  readonly #seeds = new Map<string, Set<string>[]>();

  /**
   * Notes that a resource holds something.
   *
   * @param id the thing's unified id.
   * @param seeds what the resource goes by: in the program, and in the state, which may know it by an earlier name.
   */
  note(id: string, ...seeds: unknown[]): void {
    const known = seeds.filter((seed) => typeof seed === "string");
    if (id !== "" && known.length > 0) {
      const others = (this.#seeds.get(id) ?? []).filter((each) => !known.some((seed) => each.has(seed)));
      this.#seeds.set(id, [...others, new Set(known)]);
    }
  }

  /** One that holds it beside the resource that goes by this seed; nothing where that one is not known by any. */
  besides(id: string, seed: unknown): string | undefined {
    if (typeof seed !== "string") {
      return undefined;
    }
    const other = this.#seeds.get(id)?.find((each) => !each.has(seed));
    return other === undefined ? undefined : [...other].at(-1);
  }

  /** Forgets one that holds nothing any more. */
  drop(id: string, seed: unknown): void {
    const rest = this.#seeds.get(id)?.filter((each) => typeof seed !== "string" || !each.has(seed)) ?? [];
    if (rest.length > 0) {
      this.#seeds.set(id, rest);
    } else {
      this.#seeds.delete(id);
    }
  }
}

/**
 * Records which thing of the cloud is known to be the one that a resource of the program has, in this process.
 *
 * The engine replaces a resource that is tainted, or named by `--target-replace`, without a diff, and creates first unless the program says
 * otherwise. The creation then takes up the tunnel that exists, and the deletion of the original by the same id must not end it. The same
 * deletion can come in the next update, if the process was killed before it.
 */
export class Live {
  readonly #ids = new Map<string, string>();
  /** Resources that are replaced in order: their deletion comes before their creation. */
  readonly #replaced = new Set<string>();

  /** A resource was created or changed, or does not change. */
  has(urn: string, id: string): void {
    this.#ids.set(urn, id);
  }

  /** A diff of a resource. */
  diffed(urn: string, id: string, diff: { readonly changes: boolean; readonly replaces: readonly string[] }): void {
    if (diff.replaces.length > 0) {
      this.#replaced.add(urn);
    }
    if (!diff.changes && !this.#replaced.has(urn)) {
      this.#ids.set(urn, id);
    } else {
      this.#ids.delete(urn);
    }
  }

  /** Whether a resource still has what is to be deleted. */
  isKept(urn: string, id: string): boolean {
    return this.#ids.get(urn) === id;
  }
}

/** When what was changed is safe on disk. */

/** Writes the whole of the data as it is when called; returns once it is on disk. */
export type Write = () => Promise<void>;

/**
 * Group commit: a write covers every change made before it begins, and changes made meanwhile share the next one. So the
 * cost of a write is shared by all calls that wait for it.
 */
export class Durability {
  readonly #write: Write | undefined;
  readonly #version: () => number;
  #written: number;
  #current: { readonly version: number; readonly done: Promise<void> } | undefined;
  #next: Promise<void> | undefined;

  /** `version` counts changes; without `write` nothing is ever waited for. */
  constructor(version: () => number, write: Write | undefined) {
    this.#version = version;
    this.#write = write;
    this.#written = version();
  }

  /** Resolves when everything changed so far is on disk; at once when nothing was changed. Rejects when it cannot be. */
  settled(): Promise<void> {
    const version = this.#version();
    if (this.#write === undefined || version === this.#written) {
      return Promise.resolve();
    }
    if (this.#current?.version === version) {
      return this.#current.done;
    }
    this.#next ??= this.#begin(this.#write);
    return this.#next;
  }

  async #begin(write: Write): Promise<void> {
    // Whether an earlier write failed is told to those who wait for it; this one writes everything again.
    await this.#current?.done.catch(() => undefined);
    this.#next = undefined;
    const version = this.#version();
    const done = write();
    this.#current = { version, done };
    try {
      await done;
      this.#written = version;
    } finally {
      this.#current = undefined;
    }
  }
}

/** Writes changes to the data file before they are answered. */

/**
 * Group commit: one write covers every change made before it begins, and changes made during a write share the next one. So
 * concurrent calls share the cost of a write.
 */
export class Autosave {
  readonly #write: (() => Promise<void>) | undefined;
  readonly #version: () => number;
  #written: number;
  #current: { readonly version: number; readonly done: Promise<void> } | undefined;
  #next: Promise<void> | undefined;

  /**
   * @param version counts changes.
   * @param write writes the data as it is when called; without it `flush` does nothing.
   */
  constructor(version: () => number, write: (() => Promise<void>) | undefined) {
    this.#version = version;
    this.#write = write;
    this.#written = version();
  }

  /** Resolves when every change made so far is written, at once when there is none. Rejects when the write fails. */
  flush(): Promise<void> {
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

  async #begin(write: () => Promise<void>): Promise<void> {
    // A failure of the previous write is reported to its own callers; this one writes everything again.
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

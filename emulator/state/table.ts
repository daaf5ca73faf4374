/** Records that are found by either form of their id. */

interface Identified {
  readonly id: string;
  readonly number: number;
}

/** Records in order of insertion, found by unified id, or by legacy number as digits. */
export class Table<T extends Identified> {
  readonly #byId = new Map<string, T>();
  readonly #byNumber = new Map<number, T>();

  /** `records` are added in their order. */
  constructor(records: Iterable<T> = []) {
    for (const record of records) {
      this.add(record);
    }
  }

  /** Number of records. */
  get size(): number {
    return this.#byId.size;
  }

  /** Adds a record. */
  add(record: T): void {
    this.#byId.set(record.id, record);
    this.#byNumber.set(record.number, record);
  }

  /** Removes a record. */
  remove(record: T): void {
    this.#byId.delete(record.id);
    this.#byNumber.delete(record.number);
  }

  /** The record of a unified id, or of a legacy number given as digits (docs/api.md 2.2). */
  find(id: string): T | undefined {
    return this.#byId.get(id) ?? (/^\d{1,15}$/.test(id) ? this.#byNumber.get(Number(id)) : undefined);
  }

  /** Every record. */
  values(): IterableIterator<T> {
    return this.#byId.values();
  }

  /** The records that match. */
  where(matches: (record: T) => boolean): T[] {
    const found: T[] = [];
    for (const record of this.#byId.values()) {
      if (matches(record)) {
        found.push(record);
      }
    }
    return found;
  }
}

/** A set of records that are found by either form of their id. */

interface Identified {
  readonly id: string;
  readonly number: number;
}

/** Records in order of insertion, found by unified id, or by legacy number as digits. */
export class Table<T extends Identified> {
  readonly #byId = new Map<string, T>();
  readonly #byNumber = new Map<number, T>();

  /** Holds the records given. */
  constructor(records: Iterable<T> = []) {
    for (const record of records) {
      this.add(record);
    }
  }

  /** How many records there are. */
  get size(): number {
    return this.#byId.size;
  }

  /** Adds a record. */
  add(record: T): void {
    this.#byId.set(record.id, record);
    this.#byNumber.set(record.number, record);
  }

  /** Takes a record out. */
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

  /** The records that fit, as an array. */
  where(fits: (record: T) => boolean): T[] {
    const found: T[] = [];
    for (const record of this.#byId.values()) {
      if (fits(record)) {
        found.push(record);
      }
    }
    return found;
  }
}

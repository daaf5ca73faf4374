/** The parameters of a request; every value is text (docs/api.md 1.2, 1.3). */

import { badParameter } from "../errors.ts";

/** Typed access to parameters; an empty value counts as absent (docs/api.md 1.3). */
export class Parameters {
  /** Every parameter as received, decoded. */
  readonly all: ReadonlyMap<string, string>;

  /** `all` holds the decoded parameters by name. */
  constructor(all: ReadonlyMap<string, string>) {
    this.all = all;
  }

  /** A parameter's text; `undefined` when absent or empty. */
  text(name: string): string | undefined {
    const value = this.all.get(name);
    return value === "" ? undefined : value;
  }

  /**
   * A parameter's text.
   *
   * @throws ApiError 4000 when it is absent or empty.
   */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) {
      throw badParameter(name, "is missing");
    }
    return value;
  }

  /**
   * A whole number within bounds; `undefined` when absent.
   *
   * @throws ApiError 4000 for anything else.
   */
  whole(name: string, min: number, max: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) {
      return undefined;
    }
    const value = Number(text);
    if (!/^\d{1,15}$/.test(text) || value < min || value > max) {
      throw badParameter(name, `must be a whole number from ${min} to ${max}`);
    }
    return value;
  }

  /**
   * One of a set of texts; `undefined` when absent.
   *
   * @throws ApiError 4000 for anything else.
   */
  oneOf<const T extends string>(name: string, values: readonly T[]): T | undefined {
    const text = this.text(name);
    if (text === undefined) {
      return undefined;
    }
    const value = values.find((candidate) => candidate === text);
    if (value === undefined) {
      throw badParameter(name, `must be one of ${values.join(", ")}`);
    }
    return value;
  }

  /** The items of an array sent as `name.0`, `name.1` ..., in order of their indices (docs/api.md 1.3). */
  list(name: string): string[] {
    const items: [number, string][] = [];
    for (const [key, value] of this.all) {
      if (!key.startsWith(name) || key[name.length] !== ".") {
        continue;
      }
      const index = key.slice(name.length + 1);
      if (/^\d{1,6}$/.test(index) && value !== "") {
        items.push([Number(index), value]);
      }
    }
    return items.sort((a, b) => a[0] - b[0]).map((item) => item[1]);
  }
}

import { printable } from "./printable.ts";
import { repeats, type Sought, soughtFor } from "./repeats.ts";
import { cut } from "./text.ts";

/** Below this length a value is too common a text to be cut out of a message without giving it away. */
const SHORTEST_CUT = 4;

/** Characters of a text that are read; a message shows far fewer. */
const READ_AT_MOST = 4096;

/** What stands for a text of the service that repeats a secret in a form that cannot be cut out. */
export const WITHHELD = "(withheld, because it repeats a secret)";

/** The spellings in which a value may come back: as sent, as it looks without control characters, in JSON, in a URL. */
function spellings(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const url = encodeURIComponent(value.toWellFormed());
  const strict = url.replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const stripped = printable(value);
  const sent = [url, strict].flatMap((text) => [text, text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
  const forms = sent.flatMap((text) => [text, text.replaceAll("%20", "+")]);
  const all = [value, stripped, json, json.replaceAll("/", "\\/"), ...forms];
  return [...new Set(all)].filter((text) => text.trim() !== "");
}

/** Values that must not reach a message, a log or an error, with what stands there instead. */
export class Redactor {
  readonly #parent: Redactor | undefined;
  readonly #cuts = new Map<string, string>();
  readonly #short = new Set<string>();
  readonly #sought = new Map<string, Sought>();
  #longestFirst: string[] | undefined;

  constructor(parent?: Redactor) {
    this.#parent = parent;
  }

  /**
   * Remembers a secret; nothing and empty text are passed over.
   * @param shortest length below which it is too common a text to be cut out of words.
   */
  add(value: string | undefined, shown = "[redacted]", shortest = SHORTEST_CUT): void {
    if (value === undefined || value === "" || this.#sought.has(value) || this.#short.has(value)) {
      return;
    }
    if (value.length < shortest) {
      this.#short.add(value);
      return;
    }
    for (const text of spellings(value)) {
      this.#cuts.set(text, shown);
    }
    this.#sought.set(value, soughtFor(value));
    this.#longestFirst = undefined;
  }

  /** A redactor that also cuts a value which matters for one request alone. */
  with(value: string): Redactor {
    const other = new Redactor(this);
    other.add(value);
    return other;
  }

  /**
   * A text of the service on one line, without control characters and without any remembered value, cut to `limit` characters
   * (default 500). It is withheld as a whole where it repeats a secret of fewer than four characters, or any secret in a form that cannot
   * be cut out: encoded otherwise, twice, or as part of something encoded.
   */
  clean(text: string, limit = 500): string {
    // The end of a text that is cut here may be the beginning of a secret.
    const read = text.length <= READ_AT_MOST ? text : text.slice(0, READ_AT_MOST - this.#longest());
    const line = this.#cut(printable(this.#cut(read))).trim();
    if (this.#shorts().some((value) => line.includes(value)) || this.#isRepeatedIn(line)) {
      return WITHHELD;
    }
    return cut(line, limit) === line ? line : `${cut(line, limit - 3)}...`;
  }

  /**
   * A message of this package, which may hold what came from elsewhere, without any remembered value. Short values are cut where they
   * stand alone: a message must not be lost because the key is a common syllable.
   */
  own(message: string): string {
    const line = this.#shorts().reduce((rest, value) => withoutWord(rest, value), this.#cut(message));
    return this.#isRepeatedIn(line) ? WITHHELD : line;
  }

  #cut(text: string): string {
    let rest = text;
    // Longest first, so that a value that holds another one is cut whole.
    this.#longestFirst ??= [...this.#cuts.keys()].sort((a, b) => b.length - a.length);
    for (const value of this.#longestFirst) {
      rest = rest.replaceAll(value, () => this.#cuts.get(value) ?? "");
    }
    return this.#parent === undefined ? rest : this.#parent.#cut(rest);
  }

  #shorts(): string[] {
    return [...this.#short, ...(this.#parent === undefined ? [] : this.#parent.#shorts())];
  }

  #isRepeatedIn(text: string): boolean {
    const sought: Sought[] = [];
    for (let redactor: Redactor | undefined = this; redactor !== undefined; redactor = redactor.#parent) {
      sought.push(...redactor.#sought.values());
    }
    return repeats(text.slice(0, READ_AT_MOST * 4), sought);
  }

  #longest(): number {
    const own = [...this.#cuts.keys()].reduce((most, { length }) => Math.max(most, length), 0);
    return this.#parent === undefined ? own : Math.max(own, this.#parent.#longest());
  }
}

function withoutWord(text: string, word: string): string {
  const isPart = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}]/u.test(character);
  return text.split(word).reduce((before, after) => {
    const stands = isPart(before.at(-1)) || isPart(after[0]);
    return `${before}${stands ? word : "[redacted]"}${after}`;
  });
}

/** A SecretId as it may be shown: its first and last four characters; short ones only in part. */
export function shortSecretId(secretId: string): string {
  const characters = [...secretId];
  return characters.length >= 12
    ? `${characters.slice(0, 4).join("")}...${characters.slice(-4).join("")}`
    : `${cut(secretId, 2)}...`;
}

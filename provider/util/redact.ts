import { printable } from "./printable.ts";
import { formsOf, repeats, type SecretForms } from "./repeats.ts";
import { cut } from "./text.ts";

/** A shorter value is common text: to redact it in the middle of a word would disclose it. */
const SHORTEST_CUT = 4;

/** Longer text is truncated to this many characters before it is searched; a message shows far fewer. */
const READ_AT_MOST = 4096;

/** Replaces a text that repeats a secret in a form that cannot be redacted. */
export const WITHHELD = "(withheld, because it repeats a secret)";

/** The forms in which a service may repeat a value: as it is, without control characters, in JSON, in a URL. */
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

/** Removes secrets from messages, logs and errors. */
export class Redactor {
  readonly #parent: Redactor | undefined;
  readonly #cuts = new Map<string, string>();
  readonly #short = new Set<string>();
  readonly #forms = new Map<string, SecretForms>();
  #longestFirst: string[] | undefined;

  constructor(parent?: Redactor) {
    this.#parent = parent;
  }

  /**
   * Adds a secret. Undefined and empty text are ignored.
   *
   * @param shown replaces the secret.
   * @param shortest a shorter value is redacted only where it is a whole word.
   */
  add(value: string | undefined, shown = "[redacted]", shortest = SHORTEST_CUT): void {
    if (value === undefined || value === "" || this.#forms.has(value) || this.#short.has(value)) {
      return;
    }
    if (value.length < shortest) {
      this.#short.add(value);
      return;
    }
    for (const text of spellings(value)) {
      this.#cuts.set(text, shown);
    }
    this.#forms.set(value, formsOf(value));
    this.#longestFirst = undefined;
  }

  /** Returns a redactor with one more secret, such as the signature of one request. */
  with(value: string): Redactor {
    const other = new Redactor(this);
    other.add(value);
    return other;
  }

  /**
   * Returns a text of the service as one line of at most `limit` characters, without control characters and secrets. The whole text is
   * withheld if it repeats a secret of fewer than four characters, or any secret in another encoding, encoded twice, or as part of
   * encoded text.
   */
  clean(text: string, limit = 500): string {
    // Truncation must not split a secret.
    const read = text.length <= READ_AT_MOST ? text : text.slice(0, READ_AT_MOST - this.#longest());
    const line = this.#cut(printable(this.#cut(read))).trim();
    if (this.#shorts().some((value) => line.includes(value)) || this.#isRepeatedIn(line)) {
      return WITHHELD;
    }
    return cut(line, limit) === line ? line : `${cut(line, limit - 3)}...`;
  }

  /**
   * Returns a message of this package without secrets. Short values are redacted only where they are whole words, so that a short
   * key does not withhold the message.
   */
  own(message: string): string {
    const line = this.#shorts().reduce((rest, value) => withoutWord(rest, value), this.#cut(message));
    return this.#isRepeatedIn(line) ? WITHHELD : line;
  }

  #cut(text: string): string {
    let rest = text;
    // Longest first, because one secret may contain another.
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
    const forms: SecretForms[] = [];
    for (let redactor: Redactor | undefined = this; redactor !== undefined; redactor = redactor.#parent) {
      forms.push(...redactor.#forms.values());
    }
    return repeats(text.slice(0, READ_AT_MOST * 4), forms);
  }

  #longest(): number {
    const own = [...this.#cuts.keys()].reduce((most, { length }) => Math.max(most, length), 0);
    return this.#parent === undefined ? own : Math.max(own, this.#parent.#longest());
  }
}

function withoutWord(text: string, word: string): string {
  const isPart = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}]/u.test(character);
  return text.split(word).reduce((before, after) => {
    const isInWord = isPart(before.at(-1)) || isPart(after[0]);
    return `${before}${isInWord ? word : "[redacted]"}${after}`;
  });
}

/** The first and last four characters of a SecretId; the first two of a short one. */
export function shortSecretId(secretId: string): string {
  const characters = [...secretId];
  return characters.length >= 12
    ? `${characters.slice(0, 4).join("")}...${characters.slice(-4).join("")}`
    : `${cut(secretId, 2)}...`;
}

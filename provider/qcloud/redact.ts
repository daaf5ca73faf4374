import { printable } from "./printable.ts";

/** Below this length a value is too common a text to be cut out of a message without giving it away. */
const shortestCut = 4;

/** Above this length a text is not searched and not shown: no message of the service is that long. */
const longestSearched = 20_000;

/** The spellings in which a value may come back: as sent, as it looks without control characters, in JSON, in a URL. */
function spellings(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const url = encodeURIComponent(value.toWellFormed());
  const stripped = printable(value);
  const all = [value, stripped, json, json.replaceAll("/", "\\/"), url, url.replaceAll("%20", "+"), url.toLowerCase()];
  return [...new Set(all)].filter((text) => text.trim() !== "");
}

/** Values that must not reach a message, a log or an error, with what stands there instead. */
export class Redactor {
  readonly #cuts = new Map<string, string>();
  readonly #short = new Set<string>();

  /** Remembers a secret; nothing and empty text are passed over. */
  add(value: string | undefined, shown = "[redacted]"): void {
    if (value === undefined || value === "") return;
    if (value.length < shortestCut) this.#short.add(value);
    else for (const text of spellings(value)) this.#cuts.set(text, shown);
  }

  /** A redactor that also cuts a value which matters for one request alone. */
  with(value: string): Redactor {
    const other = new Redactor();
    for (const [text, shown] of this.#cuts) other.#cuts.set(text, shown);
    for (const text of this.#short) other.#short.add(text);
    other.add(value);
    return other;
  }

  /**
   * The text on one line, without control characters and without any remembered value, cut to `limit` characters
   * (default 500). A text that repeats a secret of fewer than four characters is withheld as a whole, and so is one of more than 20 000.
   */
  clean(text: string, limit = 500): string {
    if (text.length > longestSearched) return `(withheld, because it has ${text.length} characters)`;
    const line = this.#cut(printable(this.#cut(text))).trim();
    if ([...this.#short].some((value) => line.includes(value))) return "(withheld, because it repeats a secret)";
    return line.length <= limit ? line : `${line.slice(0, limit - 3).toWellFormed()}...`;
  }

  #cut(text: string): string {
    let rest = text;
    // Longest first, so that a value that holds another one is cut whole.
    for (const value of [...this.#cuts.keys()].sort((a, b) => b.length - a.length)) {
      rest = rest.replaceAll(value, () => this.#cuts.get(value) ?? "");
    }
    return rest;
  }
}

/** A SecretId as it may be shown: its first and last four characters; short ones only in part. */
export function shortSecretId(secretId: string): string {
  return secretId.length >= 12 ? `${secretId.slice(0, 4)}...${secretId.slice(-4)}` : `${secretId.slice(0, 2)}...`;
}

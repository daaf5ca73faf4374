/**
 * Detects a secret that a text repeats in another encoding: percent-encoding, HTML entities, backslash escapes, hexadecimal, Base64, or
 * several of them nested. Every encoding is decoded, and the results are searched. The decoded text is never shown.
 */

/** How many levels of encoding are decoded. */
const ROUNDS = 5;

/** At most this many decoded texts are searched. */
const TEXTS_AT_MOST = 40;

/** A shorter form is common text and is not searched for. */
const SHORTEST = 4;

/** From this length on, spaces and case are ignored. */
const SHORTEST_LOOSE = 8;

/** The forms of a secret that are searched for. */
export interface SecretForms {
  readonly exact: readonly string[];
  readonly loose: readonly string[];
}

/** The decoded forms count too: a service may decode a secret that looks encoded. */
export function formsOf(secret: string): SecretForms {
  const forms = [secret, ...decodings(secret)];
  return {
    exact: forms.filter(({ length }) => length >= SHORTEST),
    loose: forms.map(bare).filter(({ length }) => length >= SHORTEST_LOOSE),
  };
}

/** Whether a text repeats one of the secrets, in any encoding. */
export function repeats(text: string, secrets: readonly SecretForms[]): boolean {
  if (secrets.length === 0) {
    return false;
  }
  const seen = new Set<string>();
  let current = [text];
  for (let round = 0; round <= ROUNDS && current.length > 0; round += 1) {
    const next: string[] = [];
    for (const one of current) {
      if (seen.has(one) || seen.size >= TEXTS_AT_MOST) {
        continue;
      }
      seen.add(one);
      const plain = bare(one);
      const isIn = ({ exact, loose }: SecretForms): boolean =>
        exact.some((form) => one.includes(form)) || loose.some((form) => plain.includes(form));
      if (secrets.some(isIn)) {
        return true;
      }
      next.push(...decodings(one));
    }
    current = next;
  }
  return false;
}

/** A text in lower case, without spaces and their encodings. */
const bare = (text: string): string => text.replaceAll(/[\s+\p{Cc}\p{Cf}]/gu, "").toLowerCase();

/** The results of each decoding, and of all escapes in sequence, that differ from the text. */
function decodings(text: string): string[] {
  const single = escapes.map((decode) => decode(text));
  const all = escapes.reduce((rest, decode) => decode(rest), text);
  return [...new Set([...single, all, ...encodedRuns(text)])].filter((one) => one !== text);
}

const character = (code: number): string =>
  code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    ? String.fromCodePoint(code)
    : String.fromCharCode(code % 0x10000);

const escapes: readonly ((text: string) => string)[] = [
  (text) => text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => bytes(run.replaceAll("%", ""))),
  (text) => text.replaceAll(/%u([0-9a-f]{4})/gi, (_, hex) => character(Number.parseInt(hex, 16))),
  (text) =>
    text
      .replaceAll(/&#x0*([0-9a-f]{1,6});?/gi, (_, hex) => character(Number.parseInt(hex, 16)))
      .replaceAll(/&#0*(\d{1,7});?/g, (_, digits) => character(Number(digits)))
      .replaceAll(/&([a-z]+);/gi, (entity, name) => entities[String(name).toLowerCase()] ?? entity),
  (text) =>
    text.replaceAll(
      /\\(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([^ux]))/gi,
      (_, braced, four, two, other) => other ?? character(Number.parseInt(braced ?? four ?? two, 16)),
    ),
  // Quoted-printable.
  (text) => text.replaceAll(/(?:=[0-9a-f]{2})+/gi, (run) => bytes(run.replaceAll("=", ""))),
];

/** Named entities of ASCII punctuation. */
const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  excl: "!",
  num: "#",
  dollar: "$",
  percnt: "%",
  lpar: "(",
  rpar: ")",
  ast: "*",
  midast: "*",
  plus: "+",
  comma: ",",
  hyphen: "-",
  dash: "-",
  period: ".",
  sol: "/",
  colon: ":",
  semi: ";",
  equals: "=",
  quest: "?",
  commat: "@",
  lsqb: "[",
  lbrack: "[",
  bsol: "\\",
  rsqb: "]",
  rbrack: "]",
  hat: "^",
  lowbar: "_",
  underbar: "_",
  grave: "`",
  lcub: "{",
  lbrace: "{",
  verbar: "|",
  vert: "|",
  rcub: "}",
  rbrace: "}",
  tilde: "~",
};

/** Decodes hexadecimal and Base64. The start of Base64 within other letters is unknown, so each of the four offsets is tried. */
function encodedRuns(text: string): string[] {
  const found: string[] = [];
  for (const [run] of text.matchAll(/(?:[0-9a-f]{2}[\s:-]?){4,}/gi)) {
    found.push(bytes(run.replaceAll(/[\s:-]/g, "")));
  }
  const runs = text.match(/[A-Za-z0-9+/_-]{6,}/g) ?? [];
  for (const offset of [0, 1, 2, 3]) {
    const decoded = runs.map((run) => Buffer.from(run.slice(offset), "base64").toString("utf8")).filter(isText);
    if (decoded.length > 0) {
      found.push(decoded.join("\n"));
    }
  }
  return found;
}

/** Other words decode to noise. */
const isText = (text: string): boolean => /[^\uFFFD\p{Cc}]{4}/u.test(text);

const bytes = (hex: string): string => Buffer.from(hex, "hex").toString("utf8");

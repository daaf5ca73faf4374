/**
 * Whether a text repeats a secret in another form than it was sent in: percent-encoded in either case, as HTML entities, with
 * backslash escapes, in hexadecimal or Base64, alone or within something larger, and any of these on top of each other. Every
 * form is decoded, and the results are compared; the decoding may be wrong for the rest of the text, which is shown to nobody.
 */

/** How often a text is decoded again. */
const ROUNDS = 5;

/** How many decoded texts are searched. */
const TEXTS_AT_MOST = 40;

/** Fewer characters than this prove nothing. */
const SHORTEST = 4;

/** From this length on, a secret is also found with other spaces and in the other case. */
const SHORTEST_LOOSE = 8;

/** A secret in the forms that are searched for. */
export interface Sought {
  readonly exact: readonly string[];
  readonly loose: readonly string[];
}

/** A secret that is encoded itself may come back decoded. */
export function soughtFor(secret: string): Sought {
  const forms = [secret, ...decodings(secret)];
  return {
    exact: forms.filter(({ length }) => length >= SHORTEST),
    loose: forms.map(bare).filter(({ length }) => length >= SHORTEST_LOOSE),
  };
}

export function repeats(text: string, sought: readonly Sought[]): boolean {
  if (sought.length === 0) {
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
      const isIn = ({ exact, loose }: Sought): boolean =>
        exact.some((form) => one.includes(form)) || loose.some((form) => plain.includes(form));
      if (sought.some(isIn)) {
        return true;
      }
      next.push(...decodings(one));
    }
    current = next;
  }
  return false;
}

/** A text in lower case, without spaces and what may stand for them. */
const bare = (text: string): string => text.replaceAll(/[\s+\p{Cc}\p{Cf}]/gu, "").toLowerCase();

/** What a text becomes by each decoding, and by those of escapes one after the other; only what differs from it. */
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

/** Named entities of ASCII's signs. */
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

/** Texts that stand in a text as hexadecimal digits or Base64. Where a run begins within other letters cannot be told: each place is tried. */
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

/** Words that are no Base64 decode to noise. */
const isText = (text: string): boolean => /[^\uFFFD\p{Cc}]{4}/u.test(text);

const bytes = (hex: string): string => Buffer.from(hex, "hex").toString("utf8");

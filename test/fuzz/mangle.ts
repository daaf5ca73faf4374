import fc from "fast-check";

/** Text with halves of characters in it, which are no Unicode. */
export const illFormed: fc.Arbitrary<string> = fc
  .array(fc.constantFrom("a", "\ud83d", "\ude00", "\u{1f600}", "\udbff", "\u0000"), { minLength: 1, maxLength: 80 })
  .map((parts) => parts.join(""));

/** Values in place of those that belong somewhere: other types, numbers that are none, texts that look like something. */
export const wild: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1,
    2,
    6,
    7,
    1.5,
    -0,
    2 ** 53,
    1e300,
    "",
    " ",
    "0",
    "1",
    "2",
    "6",
    "null",
    "1e3",
    "0x10",
    "9".repeat(400),
    "constructor",
    "__proto__",
    "vpnx-00000000",
    "\u0000\u001b[31m\r\n",
    "\ud800",
    { "\ud83d": "\ude00" },
    [],
    {},
    [[]],
    [{}],
    [null],
    { length: 3 },
    { toString: null },
  ),
  fc.jsonValue(),
  fc.string({ unit: "binary", maxLength: 30 }),
  illFormed,
);

/** One change somewhere inside a JSON value: `at` picks the place. */
export interface Edit {
  readonly at: number;
  readonly how: "replace" | "remove" | "wrap" | "double" | "rename" | "text" | "empty";
  readonly value: unknown;
}

export const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(200),
  how: fc.constantFrom("replace", "replace", "remove", "wrap", "double", "rename", "text", "empty"),
  value: wild,
});

/** A value with changes in it; the value itself stays as it is. */
export function edited(value: unknown, edits: readonly Edit[]): unknown {
  const root = { root: structuredClone(value) };
  for (const one of edits) {
    const places = placesIn(root);
    const place = places[one.at % places.length];
    if (place !== undefined) {
      apply(place.holder, place.key, one);
    }
  }
  return root.root;
}

interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesIn(holder[key])]);
}

function apply(holder: Record<string, unknown>, key: string, { how, value: template }: Edit): void {
  const old = holder[key];
  const value = structuredClone(template);
  switch (how) {
    case "replace":
      put(holder, key, value);
      break;
    case "remove":
      if (Array.isArray(holder)) {
        holder.splice(Number(key), 1);
      } else if (key !== "root") {
        delete holder[key];
      }
      break;
    case "wrap":
      put(holder, key, [structuredClone(old)]);
      break;
    case "double":
      put(
        holder,
        key,
        structuredClone(Array.isArray(old) ? [...old, ...structuredClone(old)] : [old, structuredClone(old)]),
      );
      break;
    case "rename":
      if (!Array.isArray(holder) && key !== "root") {
        delete holder[key];
        put(holder, typeof value === "string" ? value.slice(0, 40) : "renamed", old);
      }
      break;
    case "text":
      put(holder, key, JSON.stringify(old) ?? "");
      break;
    case "empty":
      put(holder, key, Array.isArray(old) ? [] : typeof old === "object" && old !== null ? {} : "");
      break;
  }
}

/** Sets an own property, whatever its name. */
function put(holder: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

import { LifecycleError } from "./errors.ts";

/**
 * Reads states, as any release or hand wrote them. Without the library that checks arguments: a delete is to start quickly, and
 * needs a few texts.
 */

/** Reads a value; undefined where it does not fit. */
export type Reader<T> = (value: unknown) => T | undefined;

type Values<R> = { [K in keyof R]: R[K] extends Reader<infer T> ? T : never };

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Any text. */
export const text: Reader<string> = (value) => (typeof value === "string" ? value : undefined);

/** A text that is not empty. */
export const someText: Reader<string> = (value) => text(value) || undefined;

/** An id, also as a number. */
export const id: Reader<string> = (value) => (Number.isFinite(value) ? String(value) : someText(value));

/** Texts in a list. */
export const texts: Reader<string[]> = (value) =>
  Array.isArray(value) && value.every((one) => typeof one === "string") ? value : undefined;

/** What of an object is there; undefined where any of it does not fit. */
export const partOf =
  <R extends Readonly<Record<string, Reader<unknown>>>>(readers: R): Reader<Partial<Values<R>>> =>
  (value) => {
    if (!isRecord(value)) {
      return undefined;
    }
    const there = Object.entries(readers).filter(([key]) => value[key] !== undefined);
    const read = there.map(([key, reader]) => [key, reader(value[key])] as const);
    return read.some(([, one]) => one === undefined) ? undefined : (Object.fromEntries(read) as Partial<Values<R>>);
  };

/** An object of texts that are all there. */
export const textsNamed =
  <K extends string>(...names: K[]): Reader<Record<K, string>> =>
  (value) =>
    isRecord(value) && names.every((name) => typeof value[name] === "string")
      ? (Object.fromEntries(names.map((name) => [name, value[name]])) as Record<K, string>)
      : undefined;

/** An id in both forms. */
export const bothForms = textsNamed("unified", "legacy");

/** How a service shows a name. */
export const nameAs = textsNamed("sent", "shown");

/** An object all of whose values fit. */
export const recordOf =
  <T>(reader: Reader<T>): Reader<Record<string, T>> =>
  (value) => {
    if (!isRecord(value)) {
      return undefined;
    }
    const entries = Object.entries(value).map(([key, inner]) => [key, reader(inner)] as const);
    return entries.some(([, inner]) => inner === undefined) ? undefined : (Object.fromEntries(entries) as never);
  };

/** How long operations may take. */
export const timeouts = recordOf(text);

/** What this package keeps for itself, of every kind of resource. */
export const hidden = {
  __given: texts,
  __defaults: texts,
  __observed: texts,
  __defaultName: text,
  __urn: text,
  __secrets: texts,
} as const;

/**
 * What a state says of a resource, as any release or hand wrote it: what does not fit counts as not said, so that the next `up` writes
 * it again.
 */
export function stored<O>(readers: { readonly [K in keyof O]-?: Reader<unknown> }, state: unknown): Partial<O> {
  const from = isRecord(state) ? state : {};
  return Object.fromEntries(
    Object.entries<Reader<unknown>>(readers)
      .filter(([key]) => Object.hasOwn(from, key))
      .map(([key, reader]) => [key, reader(from[key])])
      .filter(([, value]) => value !== undefined),
  ) as Partial<O>;
}

/**
 * The part of a state that is needed to find its thing.
 * @param what the thing, for the message.
 * @param needed what must be there.
 * @param known what may be; it is left out where it does not fit.
 * @throws LifecycleError when the state lacks something needed.
 */
export function parseState<
  N extends Readonly<Record<string, Reader<unknown>>>,
  K extends Readonly<Record<string, Reader<unknown>>>,
>(what: string, stateId: string, needed: N, known: K, state: unknown): Values<N> & Partial<Values<K>> {
  const from = isRecord(state) ? state : {};
  const read = (readers: N | K): (readonly [string, unknown])[] =>
    Object.entries(readers).map(([key, reader]) => [key, reader(from[key])] as const);
  const found = read(needed);
  const missing = stateId === "" ? ["id"] : found.filter(([, value]) => value === undefined).map(([key]) => key);
  if (missing.length === 0) {
    const more = read(known).filter(([, value]) => value !== undefined);
    return Object.fromEntries([...found, ...more]) as Values<N> & Partial<Values<K>>;
  }
  throw new LifecycleError(
    `the state of ${what} ${stateId || "(no id)"} cannot be used: ${(isRecord(state) ? missing : ["properties"]).join(", ")} missing or malformed. ` +
      "Nothing was called. Repair it with `pulumi stack export` and `pulumi stack import`",
  );
}

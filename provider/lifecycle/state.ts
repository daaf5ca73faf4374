import type { ApiId } from "../api/index.ts";
import { isRecord } from "../util/is-record.ts";
import { LifecycleError } from "./errors.ts";

/** Parsers of states. They do not use zod, so that a delete starts quickly. */

/** Parses a value; undefined if it is not valid. */
export type Reader<T> = (value: unknown) => T | undefined;

type Values<R> = { [K in keyof R]: R[K] extends Reader<infer T> ? T : never };

export const text: Reader<string> = (value) => (typeof value === "string" ? value : undefined);

/** Text that is not empty. */
export const someText: Reader<string> = (value) => text(value) || undefined;

/** An id, as text or a number. */
export const id: Reader<string> = (value) => (Number.isFinite(value) ? String(value) : someText(value));

export const texts: Reader<string[]> = (value) =>
  Array.isArray(value) && value.every((one) => typeof one === "string") ? value : undefined;

/** The properties of an object that exist; undefined if any is not valid. */
export const partOf =
  <R extends Readonly<Record<string, Reader<unknown>>>>(readers: R): Reader<Partial<Values<R>>> =>
  (value) => {
    if (!isRecord(value)) {
      return undefined;
    }
    const present = Object.entries(readers).filter(([key]) => value[key] !== undefined);
    const read = present.map(([key, reader]) => [key, reader(value[key])] as const);
    return read.some(([, one]) => one === undefined) ? undefined : (Object.fromEntries(read) as Partial<Values<R>>);
  };

/** An object with all of these properties as text. */
export const textsNamed =
  <K extends string>(...names: K[]): Reader<Record<K, string>> =>
  (value) =>
    isRecord(value) && names.every((name) => typeof value[name] === "string")
      ? (Object.fromEntries(names.map((name) => [name, value[name]])) as Record<K, string>)
      : undefined;

/** An id in both forms. */
export const bothForms = textsNamed("unified", "legacy");

/** The unified form of an id in a state, if a read has shown it: API 3.0 knows no legacy ids. */
export const unifiedOf = (known: Readonly<Record<"unified" | "legacy", string>> | undefined, id: string): string =>
  known?.legacy === id && known.unified !== "" ? known.unified : id;

/** The id that a read shows, with the recorded legacy form, which API 3.0 does not show: a program may have it when the stack moves back. */
export const withLegacy = (seen: ApiId, known: ApiId | undefined): ApiId =>
  seen.legacy === "" && seen.unified !== "" && seen.unified === known?.unified ? known : seen;

export const nameAs = textsNamed("sent", "shown");

/** An object with only valid values. */
export const recordOf =
  <T>(reader: Reader<T>): Reader<Record<string, T>> =>
  (value) => {
    if (!isRecord(value)) {
      return undefined;
    }
    const entries = Object.entries(value).map(([key, inner]) => [key, reader(inner)] as const);
    return entries.some(([, inner]) => inner === undefined) ? undefined : (Object.fromEntries(entries) as never);
  };

export const timeouts = recordOf(text);

/** The hidden properties of every resource. */
export const hidden = {
  __given: texts,
  __defaults: texts,
  __observed: texts,
  __defaultName: text,
  __urn: text,
  __secrets: texts,
} as const;

/** A state with `__origin`, which development versions of 0.2.0 named `origin`. */
export function withOrigin(state: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(state)) {
    return {};
  }
  const { origin, __origin = origin, ...rest } = state;
  return __origin === undefined ? rest : { ...rest, __origin };
}

/** Parses the outputs in a state. Invalid values are left out, so that the next `up` writes them again. */
export function stored<O>(readers: { readonly [K in keyof O]-?: Reader<unknown> }, state: unknown): Partial<O> {
  const from = withOrigin(state);
  return Object.fromEntries(
    Object.entries<Reader<unknown>>(readers)
      .filter(([key]) => Object.hasOwn(from, key))
      .map(([key, reader]) => [key, reader(from[key])])
      .filter(([, value]) => value !== undefined),
  ) as Partial<O>;
}

/**
 * Parses the part of a state that is needed to find its resource.
 *
 * @param needed The required properties.
 * @param known Optional properties; invalid ones are left out.
 * @throws LifecycleError if a required property is missing or invalid.
 */
export function parseState<
  N extends Readonly<Record<string, Reader<unknown>>>,
  K extends Readonly<Record<string, Reader<unknown>>>,
>(what: string, stateId: string, needed: N, known: K, state: unknown): Values<N> & Partial<Values<K>> {
  const from = withOrigin(state);
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
      "No request was sent. Repair it with `pulumi stack export` and `pulumi stack import`",
  );
}

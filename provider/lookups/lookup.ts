import { facts, isApiError, normalId } from "../api/index.ts";
import { redactorFor } from "../hosts/secret-properties.ts";
import { messageOf } from "../lifecycle/errors.ts";
import { type Kind, type Kinds, problemsOf } from "../resources/kinds.ts";
import type { ConfigSource } from "../settings/settings.ts";
import { defined } from "../util/defined.ts";
import type { LookupOptions, RegionArgs, RegionResult } from "./options.ts";
import { LookupError, type Places, Search } from "./search.ts";

type Found<R> = { [K in keyof R]: R[K] | undefined };

/** One lookup, for its plain function and its variant with outputs. */
export interface Lookup<A extends RegionArgs, R extends RegionResult> {
  /** Name of the plain function, for messages. */
  readonly name: string;
  readonly args: Kinds<keyof A>;
  /** What is looked for, for messages. */
  readonly thing: string;
  /** The arguments that say which one, for messages. */
  readonly by: readonly (keyof A)[];
  /** Finds it, with checked arguments: those that are given, ids as text. Fields of the result may be undefined. */
  readonly find: (search: Search, args: A) => Promise<Found<Omit<R, "region">>>;
  /** Whether a result contains a secret, so that all of it becomes one. Default: never. */
  readonly isSecret?: (result: R) => boolean;
}

/** Text, or an id that is given as a number. An empty one would widen the search. */
export const NAME: Kind = {
  wanted: "must be text that is not empty",
  fits: (value) => (typeof value === "string" || typeof value === "number") && String(value).trim() !== "",
};

/**
 * Runs a lookup in the provider plugin, with the settings of its provider.
 *
 * @param given The arguments in clear, with the hidden `__secrets`.
 */
export async function invoked<A extends RegionArgs, R extends RegionResult>(
  lookup: Lookup<A, R>,
  { __secrets, ...args }: Record<string, unknown>,
  config: ConfigSource,
  signal: AbortSignal,
): Promise<{ result: R; isSecret: boolean }> {
  const result = await run(lookup, args as unknown as A, { config }, { signal }).catch((error: unknown) => {
    throw withoutSecrets(error, { ...args, __secrets });
  });
  return { result, isSecret: lookup.isSecret?.(result) === true };
}

/** Runs a lookup with settings from given places. */
export async function run<A extends RegionArgs, R extends RegionResult>(
  { name, args: kinds, thing, by, find }: Lookup<A, R>,
  args: A,
  places: Places,
  options: LookupOptions,
): Promise<R> {
  const [problem] = problemsOf(args, kinds, `it; those are ${Object.keys(kinds).join(", ")}`);
  if (problem !== undefined) {
    throw new LookupError(`${name}: ${problem}`);
  }
  const given = Object.fromEntries(
    Object.entries(args)
      .filter(([, value]) => value != null)
      .map(([key, value]) => [key, typeof value === "number" ? String(value) : value]),
  ) as A;
  const parts = by.flatMap((key) => (given[key] === undefined ? [] : [`${String(key)} "${given[key]}"`]));
  const what = parts.length === 0 ? thing : `${thing} with ${parts.join(" and ")}`;
  const search = await Search.open(what, given.region, places, options);
  refuseLegacyIds(search, given);
  const found = await find(search, given).catch((error: unknown) => {
    throw isApiError(error) ? search.explained(error) : error;
  });
  return { region: search.region, ...defined(found) } as unknown as R;
}

/** API 3.0 knows no legacy id: without this check, a list would have no entry for it, as if the thing did not exist. */
function refuseLegacyIds({ context, where }: Search, given: object): void {
  for (const [name, { form, examples }] of context.api.version === "3.0" ? IDS : []) {
    const id: unknown = Reflect.get(given, name);
    if (typeof id === "string" && !form.test(normalId(id))) {
      throw new LookupError(`${name} must be an id such as ${examples}. Nothing was looked for ${where}`);
    }
  }
}

const { vpc, vpnGw, userGw, vpnConn } = facts["3.0"].ids;

/** The forms of the arguments that are ids. */
const IDS = Object.entries({ vpcId: vpc, vpnGwId: vpnGw, userGwId: userGw, vpnConnId: vpnConn });

/** The error as it is, or one without the arguments that were given as secrets: its stack and its cause hold them too. */
export function withoutSecrets(error: unknown, args: Record<string, unknown>): unknown {
  const message = messageOf(error);
  const clean = redactorFor(args).own(message);
  return clean === message ? error : new LookupError(clean);
}

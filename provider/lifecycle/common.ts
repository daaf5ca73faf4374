import { defined } from "../util/defined.ts";
import type { Timeouts } from "../util/durations.ts";
import type { Context } from "./context.ts";
import type { NameAs } from "./names.ts";
import { observedPaths } from "./observed.ts";

/** What the inputs, the outputs and the state of every resource have in common. */

/** Inputs of every resource, and what the host and this package keep among them. */
export interface CommonInputs {
  region: string;
  timeouts?: Timeouts;
  /** Names of inputs that `check` filled in, as Pulumi's bridged providers record them. */
  __defaults?: string[];
  /** The default name, while another one is observed: fixed at creation, so that the next update gives it back. */
  __defaultName?: string;
  /** Paths of the inputs that a refresh found otherwise than they were given: `ignoreChanges` may keep them as they are. */
  __observed?: string[];
  /** `<organization>:<urn>` of the resource at the time of the check; the seed of the default name. */
  __urn?: string;
  /** Paths of the arguments that the program gave as secrets, but for the pre-shared key, which always is one. */
  __secrets?: string[];
}

/** Names of the hidden inputs: they are echoed, and never taken for an argument. */
export const HIDDEN = ["__defaults", "__defaultName", "__observed", "__urn", "__secrets"] as const;

/** Where a thing was created or found: what "not found" is later compared with (`gone.ts`). */
export interface CommonOrigin {
  /** The endpoint's URL. */
  endpoint: string;
  /** SHA-256 of the SecretId, shortened; tells accounts and key pairs apart without storing the id. */
  secretIdHash: string;
  /** Set when the service shows another name than the one sent: the pair of them, so that this is not taken for drift. */
  nameAs?: NameAs;
}

/** Outputs of every resource. */
export interface CommonOutputs {
  createTime?: string;
  origin: CommonOrigin;
  /** Paths of inputs that were given or filled in, where `read` could not tell them from what the service added. */
  __given: string[];
}

export const originOf = ({ settings, secretIdHash }: Context, nameAs: NameAs | undefined): CommonOrigin => ({
  endpoint: settings.endpoint,
  secretIdHash,
  ...defined({ nameAs }),
});

/** An object without some of its properties. */
export const omit = <T extends object, K extends keyof T>(object: T, ...keys: readonly K[]): Omit<T, K> =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.some((other) => other === key))) as Omit<T, K>;

/**
 * The same properties with another name, or with none where it is not known. While a default name is not the one shown, it is kept hidden:
 * it is fixed at creation, and the next update gives it back.
 *
 * @param key the property that holds the name.
 */
export function withName<T extends Partial<CommonInputs> & { [key in K]?: string }, K extends string>(
  properties: T,
  key: K,
  name: string | undefined,
): T {
  const isDefault = properties.__defaults?.includes(key) === true;
  const fixed = properties.__defaultName ?? properties[key];
  return {
    ...omit<T, keyof T>(properties, key, "__defaultName"),
    ...defined({ [key]: name }),
    ...(isDefault && fixed !== undefined && fixed !== name ? { __defaultName: fixed } : {}),
  } as T;
}

/**
 * What a refresh returns: what was given stays marked as given, and inputs that were found otherwise than they were given are named.
 *
 * @param olds the outputs of the state.
 * @param outputs with what was observed.
 */
export function refreshed<I extends CommonInputs, O extends CommonInputs & CommonOutputs>(
  olds: Partial<O>,
  outputs: O,
  inputsOf: (outputs: Partial<O>) => I,
): { outputs: O; inputs: I } {
  const given = { ...outputs, __given: olds.__given ?? [] };
  const observed = observedPaths(inputsOf(olds), inputsOf(given));
  const marked = observed.length === 0 ? given : { ...given, __observed: observed };
  return { outputs: marked, inputs: inputsOf(marked) };
}

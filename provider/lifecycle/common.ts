import type { VpnConn } from "../api/index.ts";
import { defined } from "../util/defined.ts";
import type { Timeouts } from "../util/durations.ts";
import type { Context } from "./context.ts";
import type { NameAs } from "./names.ts";
import { observedPaths } from "./observed.ts";

/** Inputs of every resource, with the hidden inputs of this package. */
export interface CommonInputs {
  region: string;
  timeouts?: Timeouts;
  /** Names of inputs that `check` filled in, as Pulumi's bridged providers record them. */
  __defaults?: string[];
  /** The default name while the observed name differs; the next update restores it. */
  __defaultName?: string;
  /** Paths of the inputs that a refresh changed. `ignoreChanges` may keep these values. */
  __observed?: string[];
  /** `<organization>:<urn>` at the time of the check; the seed of the default name. */
  __urn?: string;
  /** Paths of the arguments that the program gave as secrets, except the pre-shared key, which is always secret. */
  __secrets?: string[];
}

/** The hidden inputs. Outputs repeat them. */
export const HIDDEN = ["__defaults", "__defaultName", "__observed", "__urn", "__secrets"] as const;

/** Where a resource was created or found; "not found" is compared with it (`gone.ts`). */
export interface CommonOrigin {
  /** URL. */
  endpoint: string;
  /** The version of the API, if it is not 2.0. */
  api?: "3.0";
  /** Truncated SHA-256 of the SecretId: distinguishes key pairs without storing the id. */
  secretIdHash: string;
  /** Id of the account, if the API shows it (API 3.0). */
  account?: string;
  /** Set if the service shows another name than the one sent, so that this is not taken for drift. */
  nameAs?: NameAs;
}

/** Outputs of every resource. */
export interface CommonOutputs {
  createTime?: string;
  /** Hidden, so that it does not fill the diff of a refresh. States of development versions of 0.2.0 name it `origin`. */
  __origin: CommonOrigin;
  /** Paths of inputs that were given or filled in; `read` could not distinguish them from values of the service. */
  __given: string[];
}

export const originOf = ({ api, settings, secretIdHash }: Context, nameAs: NameAs | undefined): CommonOrigin => ({
  endpoint: settings.endpoint,
  ...(settings.api === "3.0" ? { api: settings.api } : {}),
  secretIdHash,
  ...defined({ account: api.knownAccount, nameAs }),
});

/** A tunnel with what the entries of its gateways show. Also asks for the account, which the outputs record. */
export async function completed(context: Context, conn: VpnConn): Promise<VpnConn> {
  const [[whole = conn]] = await Promise.all([context.api.withGateways(context, [conn]), context.api.account(context)]);
  return whole;
}

/** Returns an object without some of its properties. */
export const omit = <T extends object, K extends keyof T>(object: T, ...keys: readonly K[]): Omit<T, K> =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.some((other) => other === key))) as Omit<T, K>;

/**
 * Sets the name, or removes it if it is unknown. A default name that differs is kept in `__defaultName`, so that the next update restores it.
 *
 * @param key The property with the name.
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
 * The result of a refresh, with the paths of the inputs that differ from the given ones.
 *
 * @param olds The outputs of the state.
 * @param outputs The observed outputs.
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

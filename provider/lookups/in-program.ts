import { all, type Output, output, type ProviderResource, runtime, secret, unsecret } from "@pulumi/pulumi";
import { isInline } from "../hosts/run-by.ts";
import { type GivenSettings, settingsOf } from "../resources/qcloud-provider.ts";
import { secretPaths } from "../resources/secret-inputs.ts";
import { DYNAMIC_TYPES, PLUGIN_TYPES } from "../resources/urn-seed.ts";
import { warnOfPlainKeys } from "../settings/plain-keys.ts";
import type { ConfigSource } from "../settings/settings.ts";
import { type Lookup, run, withoutSecrets } from "./lookup.ts";
import type {
  Lifted,
  LookupOptions,
  LookupOutputOptions,
  LookupSettings,
  RegionArgs,
  RegionResult,
} from "./options.ts";
import { type Places, sourceOf } from "./search.ts";

/** One type of each provider of this package: a parent is asked for its provider. */
const TYPES = [DYNAMIC_TYPES.VpnConnection, PLUGIN_TYPES.VpnConnection];

/** Runs the plain function of a lookup. */
export const plain = async <A extends RegionArgs, R extends RegionResult>(
  lookup: Lookup<A, R>,
  args: A,
  options: LookupOptions,
): Promise<R> => run(lookup, args, placesOf(options.settings), options);

/**
 * Runs a lookup once its arguments, and the settings of its provider, are known.
 * @throws TypeError if the provider is not a QcloudProvider.
 */
export function lifted<A extends RegionArgs, R extends RegionResult>(
  lookup: Lookup<A, R>,
  args: Lifted<A>,
  { provider, parent, timeout }: LookupOutputOptions,
): Output<R> {
  const inherited = TYPES.map((type) => parent?.getProvider(type)).find((one) => one && settingsOf(one) !== undefined);
  const settings = settingsThrough(provider, inherited);
  // The settings hold a key pair, but what it sees is no secret.
  const secrets = secretPaths(args);
  const result = all([output(args), unsecret(settings)]).apply(async ([known, given]) => {
    const places = given === undefined ? placesOf(undefined) : providerPlaces(given);
    const found = await run(lookup, known as A, places, { timeout }).catch(async (error: unknown) => {
      throw withoutSecrets(error, { ...known, __secrets: await secrets });
    });
    return lookup.isSecret?.(found) ? secret(found) : found;
  });
  return result as unknown as Output<R>;
}

/** The stack's config in the program's process. (`Config.get` would warn of each secret that it hands out.) */
const programConfig: ConfigSource = { get: (key) => runtime.getConfig(key) };

/** The places of a plain lookup. */
function placesOf(settings: LookupSettings | undefined): Places {
  warnOfPlainKeys();
  if (settings !== undefined) {
    return { config: programConfig, given: sourceOf(settings) };
  }
  // The engine and the resources get the workspace's `envVars`; a lookup without settings of its own never sees them.
  return { config: programConfig, ...(isInline() ? { hint: inlineHint } : {}) };
}

const inlineHint =
  "In an inline program of the Automation API, lookups use the environment of this process, not the workspace's envVars: give the lookup settings or a provider, or set the stack's config";

function settingsThrough(
  given: ProviderResource | undefined,
  inherited: ProviderResource | undefined,
): Output<GivenSettings | undefined> {
  const settings = given === undefined ? inherited && settingsOf(inherited) : settingsOf(given);
  if (given !== undefined && settings === undefined) {
    throw new TypeError("provider must be a QcloudProvider");
  }
  return settings ?? output(undefined);
}

/** As the provider's own process sees them: without the stack's config. */
const providerPlaces = (settings: GivenSettings): Places => ({
  config: undefined,
  given: sourceOf(settings, (_name, key) => `the explicit provider (${key})`),
});

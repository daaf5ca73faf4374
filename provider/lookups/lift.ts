import { all, type Output, output, type ProviderResource, secret, unsecret } from "@pulumi/pulumi";
import { redactorFor } from "../hosts/secret-properties.ts";
import { messageOf } from "../lifecycle/errors.ts";
import { type GivenSettings, settingsOf } from "../resources/qcloud-provider.ts";
import { secretPaths } from "../resources/secret-inputs.ts";
import type { Lifted, LookupOptions, LookupOutputOptions } from "./options.ts";
import { LookupError, type Places, placesOf, sourceOf } from "./search.ts";

/** A look-up that is told where to get its settings. */
export type Lookup<A, R> = (args: A, places: Places, options: LookupOptions) => Promise<R>;

/** Any type of this package: what a parent's provider is asked for. */
const ANY_TYPE = "pulumi-nodejs:dynamic/qcloud:VpnConnection";

/**
 * Runs a look-up once its arguments, and its provider's settings, are known.
 * @param isSecret whether the result holds a secret, so that all of it becomes one.
 * @throws TypeError when the provider is not a QcloudProvider.
 */
export function lift<A extends object, R>(
  lookup: Lookup<A, R>,
  args: Lifted<A>,
  { provider, parent, timeout }: LookupOutputOptions,
  isSecret: (result: R) => boolean = () => false,
): Output<R> {
  const options: LookupOptions = timeout === undefined ? {} : { timeout };
  const settings = settingsThrough(provider, parent?.getProvider(ANY_TYPE));
  // The settings hold a key pair, but what it sees is no secret.
  const secrets = secretPaths(args);
  const result = all([output(args), unsecret(settings)]).apply(async ([known, given]) => {
    const places = given === undefined ? placesOf(undefined) : providerPlaces(given);
    const found = await lookup(known as A, places, options).catch(async (error: unknown) => {
      throw withoutSecrets(error, { ...(known as object), __secrets: await secrets });
    });
    return isSecret(found) ? secret(found) : found;
  });
  return result as unknown as Output<R>;
}

/** The error as it is, or one without the arguments that were given as secrets: its stack and its cause hold them too. */
function withoutSecrets(error: unknown, args: Record<string, unknown>): unknown {
  const message = messageOf(error);
  const clean = redactorFor(args).own(message);
  return clean === message ? error : new LookupError(clean);
}

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

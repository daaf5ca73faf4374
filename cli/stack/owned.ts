import { EXPLICIT_KEY } from "../../provider/settings/settings.ts";
import { type Kind, kindNames, type Properties, typesOf } from "../kinds.ts";
import type { Deployment, StateResource } from "./deployment.ts";
import { isHidden, revealed } from "./deployment.ts";

const KEY = "preSharedKey";

/** Properties that are no part of `Owned.properties`: the pre-shared key, and the stored text of the provider. */
const LEFT_OUT: readonly string[] = [KEY, "__provider"];

/** A resource of this package in a state. */
export interface Owned {
  readonly kind: Kind;
  readonly urn: string;
  /** The resource's name, the last part of its URN. */
  readonly name: string;
  /** The id in the cloud; empty while it is being created. */
  readonly id: string;
  /** Outputs, or the inputs while it is being created; without the key. */
  readonly properties: Properties;
  /** URN of its explicit provider; empty for the default one. */
  readonly provider: string;
  readonly resource: StateResource;
}

/** The kind of a resource; undefined for resources of other packages. */
export const kindOf = ({ type }: { readonly type: string }): Kind | undefined =>
  kindNames.find((kind) => typesOf(kind).includes(type));

/** The resource's name in its URN. */
export const nameIn = (urn: string): string => urn.split("::").slice(3).join("::");

/** The resource as one of this package; an empty list for resources of others. */
export function ownedOf(resource: StateResource): Owned[] {
  const kind = kindOf(resource);
  if (kind === undefined || resource.external) {
    return [];
  }
  const { urn, id } = resource;
  const properties = revealed(kept(resource)) as Record<string, unknown>;
  return [{ kind, urn, name: nameIn(urn), id, properties, provider: explicitProvider(resource), resource }];
}

/** The pre-shared key that the state holds; undefined where it is encrypted. Only to be compared. */
export const keyOf = ({ resource }: Owned): string | undefined => {
  const key = revealed(resource.outputs[KEY]);
  return typeof key === "string" ? key : undefined;
};

const kept = ({ inputs, outputs }: StateResource): Record<string, unknown> => {
  const source = Object.keys(outputs).length > 0 ? outputs : inputs;
  return Object.fromEntries(Object.entries(source).filter(([key]) => !LEFT_OUT.includes(key)));
};

/** Whether a resource, or a provider, is of the provider plugin and not a dynamic one. */
export const isOfPlugin = ({ type }: { readonly type: string }): boolean => /(?:^|:)qcloud(?::index:\w+)?$/.test(type);

/** The types of this package's providers: of dynamic resources, and the provider plugin. */
const PLUGIN_PROVIDER = "pulumi:providers:qcloud";
const PROVIDERS: readonly string[] = ["pulumi:providers:pulumi-nodejs", PLUGIN_PROVIDER];

/** Whether a resource is a provider that a resource of this package can have. */
export const isProvider = ({ type }: StateResource): boolean => PROVIDERS.includes(type);

/** A setting of a provider, by its config key. The plugin's has the name of the setting alone, and is not marked as explicit. */
export function settingIn(provider: StateResource, key: string): unknown {
  if (provider.type !== PLUGIN_PROVIDER) {
    return provider.inputs[key];
  }
  return key === EXPLICIT_KEY && !isDefault(provider.urn) ? "true" : provider.inputs[key.replace(/^qcloud:/, "")];
}

/** Whether the engine made this provider itself: it is named `default` or, with a version, `default_…`. */
export const isDefault = (urn: string): boolean => /^default(?:_|$)/.test(nameIn(urn));

/** A reference to a provider is `<urn>::<id>`. */
function explicitProvider({ provider }: StateResource): string {
  const urn = provider?.slice(0, provider.lastIndexOf("::")) ?? "";
  return isDefault(urn) ? "" : urn;
}

/**
 * Whether a value that the command needs is encrypted: an explicit provider's key pair, or an id that comes from a secret.
 * @param withKeys pre-shared keys are needed too.
 */
export function needsSecrets(deployment: Deployment, withKeys: boolean): boolean {
  const all = [...deployment.resources, ...deployment.pending.map(({ resource }) => resource)];
  const own = all.filter((resource) => kindOf(resource) !== undefined);
  const providers = new Set(own.map(explicitProvider));
  return (
    own.some((resource) => isHidden(kept(resource)) || (withKeys && isHidden(resource.outputs[KEY]))) ||
    deployment.resources.some(({ urn, inputs }) => providers.has(urn) && isHidden(inputs))
  );
}

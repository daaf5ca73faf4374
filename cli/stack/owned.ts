import type { Deployment, StateResource } from "./deployment.ts";
import { isHidden, revealed } from "./deployment.ts";

/** The two kinds of things that this package's resources stand for. */
export type Kind = "tunnel" | "peer gateway";

/** The type that a resource of each kind has in a state. */
export const TYPES: Readonly<Record<Kind, string>> = {
  tunnel: "pulumi-nodejs:dynamic/qcloud:VpnConnection",
  "peer gateway": "pulumi-nodejs:dynamic/qcloud:UserGateway",
};

/** Never looked at: a key, and the stored text of the provider. */
const LEFT_OUT: readonly string[] = ["preSharedKey", "__provider"];

/** A resource of this package in a state. */
export interface Owned {
  readonly kind: Kind;
  readonly urn: string;
  /** The resource's own name, the last part of its URN. */
  readonly name: string;
  /** The id in the cloud; empty for what is only being created. */
  readonly id: string;
  /** Outputs, or the inputs of what is only being created; without the key. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** URN of the explicit provider that it was made with; empty for the default one. */
  readonly provider: string;
  readonly resource: StateResource;
}

/** The kind of a resource; undefined for those of others. */
export function kindOf({ type }: { readonly type: string }): Kind | undefined {
  return (Object.keys(TYPES) as Kind[]).find((kind) => TYPES[kind] === type);
}

/** The resource's own name in its URN. */
export const nameIn = (urn: string): string => urn.split("::").slice(3).join("::");

/** The resources of this package that stand in a state. */
export const ownedIn = (deployment: Deployment): Owned[] => deployment.resources.flatMap(ownedOf);

/** The same of one resource, whether it is in a state or in an operation that was begun. */
export function ownedOf(resource: StateResource): Owned[] {
  const kind = kindOf(resource);
  if (kind === undefined || resource.external) {
    return [];
  }
  const { urn, id } = resource;
  const properties = revealed(kept(resource)) as Record<string, unknown>;
  return [{ kind, urn, name: nameIn(urn), id, properties, provider: explicitProvider(resource), resource }];
}

const kept = ({ inputs, outputs }: StateResource): Record<string, unknown> => {
  const source = Object.keys(outputs).length > 0 ? outputs : inputs;
  return Object.fromEntries(Object.entries(source).filter(([key]) => !LEFT_OUT.includes(key)));
};

/** Whether a provider is the one that the engine makes itself: named `default` and, with a version, `default_…`. */
export const isDefault = (urn: string): boolean => /^default(?:_|$)/.test(nameIn(urn));

/** A reference to a provider is `<urn>::<id>`. */
function explicitProvider({ provider }: StateResource): string {
  const urn = provider?.slice(0, provider.lastIndexOf("::")) ?? "";
  return isDefault(urn) ? "" : urn;
}

/** A text among the properties; undefined for anything else. */
export function textIn(properties: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = properties[name];
  return typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;
}

/** Whether something that is needed stands encrypted: an explicit provider's key pair, or an id that comes from a secret. */
export function needsSecrets(deployment: Deployment): boolean {
  const all = [...deployment.resources, ...deployment.pending.map(({ resource }) => resource)];
  const ours = all.filter((resource) => kindOf(resource) !== undefined);
  const providers = new Set(ours.map(explicitProvider));
  return (
    ours.some((resource) => isHidden(kept(resource))) ||
    deployment.resources.some(({ urn, inputs }) => providers.has(urn) && isHidden(inputs))
  );
}

import {
  type Alias,
  type CustomResourceOptions,
  createUrn,
  getOrganization,
  type Input,
  Output,
  type Resource,
  type URN,
} from "@pulumi/pulumi";

/** The module of every type; part of every URN, and so fixed for good. */
export const MODULE = "qcloud";

/** The types of the provider plugin; aliases of the dynamic ones, so that a stack can go back. */
export const PLUGIN_TYPES = {
  VpnConnection: "qcloud:index:VpnConnection",
  UserGateway: "qcloud:index:UserGateway",
} as const;

/** The types of the dynamic resources; aliases of the plugin's. */
export const DYNAMIC_TYPES = {
  VpnConnection: `pulumi-nodejs:dynamic/${MODULE}:VpnConnection`,
  UserGateway: `pulumi-nodejs:dynamic/${MODULE}:UserGateway`,
} as const;

/**
 * The aliases of a resource, which the program gave, and the type of the other host: alone, and with each of them, so that a resource can get
 * another name or parent in the update that moves it. Without that, one host takes up what the other one then deletes.
 */
export const withOtherHost = (
  given: CustomResourceOptions["aliases"] = [],
  type: string,
): NonNullable<CustomResourceOptions["aliases"]> => [
  ...given,
  { type },
  ...given
    .filter(isPlain)
    .filter((alias) => alias.type === undefined)
    .map((alias) => ({ ...alias, type })),
];

/** A URN names its type, and an output is not known yet. */
const isPlain = (alias: Input<URN | Alias>): alias is Alias =>
  typeof alias === "object" && !Output.isInstance(alias) && !(alias instanceof Promise);

/**
 * `<organization>:<urn>`: what the default name is made from. The methods of a dynamic provider are not told the URN.
 * A plain promise, because an output would make the resource depend on its own parent.
 */
export function seedFor(type: string, name: string, parent: Resource | undefined): Promise<string> {
  return new Promise((resolve) => {
    createUrn(name, `pulumi-nodejs:dynamic/${MODULE}:${type}`, parent).apply((urn) =>
      resolve(`${organization()}:${urn}`),
    );
  });
}

/** The stack's organization; where there is none, as in a unit test with mocks, the name that Pulumi's own backends use then. */
function organization(): string {
  try {
    return getOrganization();
  } catch {
    return "organization";
  }
}

/**
 * `npm run schema`: writes the schema of the provider plugin from the docstrings and types of the package's exports, so that both kinds of
 * classes, the reference and the schema say the same. A test compares.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DYNAMIC_TYPES } from "../provider/resources/urn-seed.ts";
import { type Declaration, type Property, readDeclarations } from "./reference/declarations.ts";
import { changeOf } from "./reference/render.ts";
import { repository } from "./toolchain/paths.ts";

/** The file that the plugin answers with. */
export const schemaFile = join(repository, "provider", "plugin", "schema.json");

/** A part of the schema, in the words of Pulumi's schema. */
type Part = Record<string, unknown>;

/** Properties that are secrets in any case. */
const SECRETS = ["preSharedKey", "secretId", "secretKey", "token", "configText"];

/** Numbers with a fraction; every other number is an integer. */
const FRACTIONS = ["requestsPerSecond"];

const LOOKUPS = ["getUserGateways", "getVpc", "getVpnConnectionConfig", "getVpnConnections", "getVpnGateway"];

/** The text of the schema, from the exports as they are now. */
export function schemaText(): string {
  const declarations = readDeclarations();
  const found = (name: string): Declaration => {
    const declaration = declarations.get(name);
    if (declaration === undefined) {
      throw new Error(`the package does not export ${name}`);
    }
    return declaration;
  };
  const types = new Map<string, Part>();

  /** The type of a property; object types are added to the schema's types. */
  const typeOf = (type: Property["type"], name: string): Part => {
    if (typeof type !== "string") {
      return { type: "string" };
    }
    const [, list] = /^(.*)\[\]$/.exec(type) ?? [];
    const [, map] = /^Record<string, (.*)>$/.exec(type) ?? [];
    if (list !== undefined) {
      return { type: "array", items: typeOf(list, name) };
    }
    if (map !== undefined) {
      return { type: "object", additionalProperties: typeOf(map, name) };
    }
    if (type === "number") {
      return { type: FRACTIONS.includes(name) ? "number" : "integer" };
    }
    return type === "string" || type === "boolean" ? { type } : reference(type);
  };
  const reference = (type: string): Part => {
    const [, exported = type] = /(\w+)>*$/.exec(type) ?? [];
    const token = `qcloud:index:${exported.replace(/Args$/, "")}`;
    if (!types.has(token)) {
      types.set(token, {});
      types.set(token, objectOf(found(exported), /Args$/.test(exported)));
    }
    return { $ref: `#/types/${token}` };
  };
  const propertyOf = (property: Property): Part => ({
    ...typeOf(property.type, property.name),
    description: property.doc,
    ...(SECRETS.includes(property.name) ? { secret: true } : {}),
  });
  const propertiesOf = ({ properties }: Declaration): Part =>
    Object.fromEntries(properties.map((property) => [property.name, propertyOf(property)]));
  const requiredOf = ({ properties }: Declaration): string[] =>
    properties.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
  const objectOf = (declaration: Declaration, isInput: boolean): Part => ({
    type: "object",
    description: declaration.doc,
    properties: propertiesOf(declaration),
    ...(isInput || requiredOf(declaration).length === 0 ? {} : { required: requiredOf(declaration) }),
  });
  const resource = (name: keyof typeof DYNAMIC_TYPES, args: Declaration): Part => ({
    description: found(name).doc,
    aliases: [{ type: DYNAMIC_TYPES[name] }],
    inputProperties: Object.fromEntries(
      args.properties.map((property) => [
        property.name,
        { ...propertyOf(property), ...(changeOf(property) === "replaces" ? { willReplaceOnChanges: true } : {}) },
      ]),
    ),
    requiredInputs: requiredOf(args),
    properties: propertiesOf(found(name)),
    required: requiredOf(found(name)),
  });
  const settings = propertiesOf(found("QcloudProviderArgs"));
  const schema = {
    name: "qcloud",
    displayName: "QCloud VPN",
    description: "IPsec VPN tunnels of Tencent Cloud (QCloud).",
    license: "Apache-2.0",
    config: { variables: settings },
    provider: { description: found("QcloudProviderArgs").doc, inputProperties: settings },
    resources: {
      "qcloud:index:UserGateway": resource("UserGateway", found("UserGatewayArgs")),
      "qcloud:index:VpnConnection": resource("VpnConnection", found("VpnConnectionProperties")),
    },
    functions: Object.fromEntries(
      LOOKUPS.map((name) => {
        const base = `${name[0]?.toUpperCase()}${name.slice(1)}`;
        const args = found(`${base}Args`);
        const inputs = { type: "object", properties: propertiesOf(args), required: requiredOf(args) };
        return [
          `qcloud:index:${name}`,
          { description: found(name).doc, inputs, outputs: objectOf(found(`${base}Result`), false) },
        ];
      }),
    ),
    language: {
      nodejs: { packageName: "@qcloud-vpn/sdk", respectSchemaVersion: true },
      python: { packageName: "pulumi_qcloud_vpn", pyproject: { enabled: true }, respectSchemaVersion: true },
    },
  };
  return `${JSON.stringify({ ...schema, types: Object.fromEntries([...types].sort()) }, null, 2)}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  writeFileSync(schemaFile, schemaText());
}

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { functions } from "../../provider/plugin/functions.ts";
import { readDeclarations } from "../../tools/reference/declarations.ts";
import { schemaFile, schemaText } from "../../tools/schema.ts";

interface Schema {
  resources: Record<string, { inputProperties: object; properties: object; aliases: unknown }>;
  functions: object;
}

describe("the schema of the provider plugin", function () {
  this.timeout(60_000);
  const schema = JSON.parse(readFileSync(schemaFile, "utf8")) as Schema;

  it("is current; after a change of an argument or a docstring, run npm run schema", () => {
    assert.deepEqual(schema, JSON.parse(schemaText()));
  });

  it("has every argument and output of both resources", () => {
    const namesOf = (name: string): string[] => (readDeclarations().get(name)?.properties ?? []).map((one) => one.name);
    for (const [name, args] of [
      ["VpnConnection", "VpnConnectionProperties"],
      ["UserGateway", "UserGatewayArgs"],
    ] as const) {
      const resource = schema.resources[`qcloud:index:${name}`];
      assert.ok(namesOf(args).length > 4);
      assert.deepEqual(Object.keys(resource?.inputProperties ?? {}), namesOf(args));
      assert.deepEqual(Object.keys(resource?.properties ?? {}), namesOf(name));
      assert.deepEqual(resource?.aliases, [{ type: `pulumi-nodejs:dynamic/qcloud:${name}` }]);
    }
  });

  it("has every function that the plugin has", () => {
    const names = Object.keys(functions).map((name) => `qcloud:index:${name}`);
    assert.deepEqual(Object.keys(schema.functions).sort(), names.sort());
  });
});

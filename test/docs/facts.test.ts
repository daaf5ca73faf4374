import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readDeclarations } from "../../tools/reference/declarations.ts";
import { repository } from "../../tools/toolchain/paths.ts";
import { blocksOf, textOf } from "./blocks.ts";

describe("the facts in the documentation", () => {
  it("allow the key pair exactly the actions that the client calls", () => {
    const client = join(repository, "provider", "api", "v2");
    const called = readdirSync(client).flatMap((file) => [
      ...readFileSync(join(client, file), "utf8").matchAll(/"((?:Add|Delete|Describe|Get|Modify|Reset)[A-Z]\w+)"/g),
    ]);
    const policy = blocksOf("docs/guides/routes-and-permissions.md").find(({ language }) => language === "json");
    const { statement } = JSON.parse(policy?.source ?? "{}") as { statement: { action: string[] }[] };
    const allowed = statement.flatMap(({ action }) => action.map((name) => name.replace(/^vpc:/, "")));
    assert.deepEqual(allowed.sort(), [...new Set(called.map(([, action = ""]) => action))].sort());
  });

  it("name arguments and outputs that exist in the picture of a tunnel", () => {
    const names = new Set(
      ["VpnConnection", "VpnConnectionProperties", "UserGatewayArgs"].flatMap((name) =>
        (readDeclarations().get(name)?.properties ?? []).map((property) => property.name),
      ),
    );
    const shown = [...textOf("docs/tunnel.svg").matchAll(/class="argument[^"]*"[^>]*>(?:[\w ]+ )?(\w+)</g)];
    assert.ok(shown.length > 10);
    assert.deepEqual(
      shown.map(([, name = ""]) => name).filter((name) => !names.has(name)),
      [],
    );
  });

  it("are cited in docstrings by addresses that are in the package", () => {
    const { files } = JSON.parse(textOf("package.json")) as { files: string[] };
    assert.ok(files.includes("docs/**/*.md"));
    const docstrings = [...readDeclarations().values()].flatMap(({ doc, properties }) => [
      doc,
      ...properties.map((property) => property.doc),
    ]);
    const cited = docstrings.flatMap((doc) => [...doc.matchAll(/\bdocs\/[\w/-]+\.md/g)].map(([path]) => path));
    assert.deepEqual(
      [...new Set(cited)].filter((path) => textOf(path) === ""),
      [],
    );
  });
});

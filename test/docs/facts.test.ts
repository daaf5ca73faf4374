import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readDeclarations } from "../../tools/reference/declarations.ts";
import { repository } from "../../tools/toolchain/paths.ts";
import { blocksOf, textOf } from "./blocks.ts";

describe("the facts in the documentation", () => {
  for (const [index, folder] of ["v3", "v2"].entries()) {
    it(`allow the key pair exactly the actions that the client in ${folder} calls`, () => {
      const client = join(repository, "provider", "api", folder);
      const called = readdirSync(client).flatMap((file) => [
        ...readFileSync(join(client, file), "utf8").matchAll(
          /"((?:Add|Create|Delete|Describe|Download|Get|Modify|Reset)[A-Z]\w+)"/g,
        ),
      ]);
      const policies = blocksOf("docs/guides/routes-and-permissions.md").filter(({ language }) => language === "json");
      assert.equal(policies.length, 2);
      const { statement } = JSON.parse(policies[index]?.source ?? "{}") as { statement: { action: string[] }[] };
      const allowed = statement.flatMap(({ action }) => action.map((name) => name.replace(/^vpc:/, "")));
      assert.deepEqual(allowed.sort(), [...new Set(called.map(([, action = ""]) => action))].sort());
    });
  }

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

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";
import { repository } from "../../tools/toolchain/paths.ts";

/** The folders of the provider, from the one that imports nothing of the others to the one that may import them all. */
const layers = [
  "util",
  "api",
  "polling",
  "lifecycle",
  "settings",
  "hosts",
  "resources",
  "lookups",
  "plugin",
  "index.ts",
];

/** Most files that a folder of the provider holds. */
const FILES_AT_MOST = 16;

const root = join(repository, "provider");
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));

const cli = readdirSync(join(repository, "cli"), { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".ts"),
);

/** What a file imports of the provider, by path from its root, with `/`. */
const importsOf = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)].map(([, to = ""]) =>
    plain(normalize(join(dirname(file), to))),
  );

const plain = (file: string): string => relative(root, file).split(sep).join("/");
const layerOf = (file: string): number => layers.indexOf(file.split("/")[0] ?? "");

describe("the folders of the provider", () => {
  it("are layers whose imports go one way", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((to) => layerOf(to) > layerOf(plain(file)) || layerOf(to) === -1)
        .map((to) => `${plain(file)} imports ${to}`),
    );
    assert.deepEqual(wrong, []);
    assert.ok(files.every((file) => layerOf(plain(file)) >= 0));
  });

  it("see of the API its facade alone, from outside of it", () => {
    const isApi = (file: string): boolean => file.startsWith("api/");
    const outside = [...files.map(plain), ...cli.map((file) => `../cli/${file}`)].filter((file) => !isApi(file));
    const wrong = outside.flatMap((file) =>
      importsOf(join(root, file))
        .filter((to) => isApi(to) && to !== "api/index.ts")
        .map((to) => `${file} imports ${to}`),
    );
    assert.deepEqual(wrong, []);
  });

  it("name a version of the API where a connection is made, and nowhere else", () => {
    for (const version of ["api/v2/", "api/v3/"]) {
      const named = files
        .filter((file) => !plain(file).startsWith(version))
        .filter((file) => importsOf(file).some((to) => to.startsWith(version)));
      assert.deepEqual(named.map(plain), ["api/connect.ts"]);
    }
  });

  it("name actions, fields and codes of API 3.0 behind the facade alone", () => {
    const words =
      /VpnConnection(?:s\b|Id\b|Set|Attribute)|CustomerGateway|PreShareKey|SecurityPolicyDatabase|OptionsSpecification|DescribeVpcs|DescribeVpnGateways|Resource(?:NotFound|InUse)|RequestLimitExceeded|UnsupportedOperation/;
    const wrong = [...files.map(plain), ...cli.map((file) => `../cli/${file}`)]
      .filter((file) => !file.startsWith("api/"))
      .filter((file) => words.test(readFileSync(join(root, file), "utf8").replaceAll(/getVpnConnections\w*/gi, "")));
    assert.deepEqual(wrong, []);
  });

  it("share nothing of one resource's lifecycle with all", () => {
    const isShared = (file: string): boolean => /^lifecycle\/(?:arguments\/)?[^/]+$/.test(file);
    const wrong = files
      .filter((file) => isShared(plain(file)))
      .flatMap((file) => importsOf(file).map((to) => [plain(file), to] as const))
      .filter(([, to]) => /^lifecycle\/(?!arguments\/)[^/]+\//.test(to));
    assert.deepEqual(wrong, []);
  });

  it("share nothing of one host with every host", () => {
    const wrong = files
      .filter((file) => /^hosts\/[^/]+$/.test(plain(file)))
      .flatMap((file) => importsOf(file).map((to) => `${plain(file)} imports ${to}`))
      .filter((line) => / imports hosts\/[^/]+\//.test(line));
    assert.deepEqual(wrong, []);
  });

  it(`hold at most ${FILES_AT_MOST} files each`, () => {
    const counts = Map.groupBy(files, (file) => dirname(plain(file)));
    const full = [...counts].filter(([, of]) => of.length > FILES_AT_MOST).map(([folder]) => folder);
    assert.deepEqual(full, []);
  });
});

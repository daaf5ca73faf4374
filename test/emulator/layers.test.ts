import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";
import { repository } from "../../tools/toolchain/paths.ts";

/** The folders of the emulator. Each imports only the folders before it; files outside of the folders may be imported anywhere. */
const layers = [
  "faults",
  "state",
  "requests",
  "rules",
  "actions",
  "v3/protocol",
  "v3/rules",
  "v3/actions",
  "v3",
  "control",
  "page",
  "http",
];

/** The only packages that the emulator imports. */
const packages = ["ipaddr.js", "zod"];

const root = join(repository, "emulator");
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const imports = files.flatMap((file) =>
  [...readFileSync(file, "utf8").matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map(([, to = ""]) => ({ file, to })),
);
const folderOf = (path: string): string => relative(root, path).split(sep).slice(0, -1).join("/");

describe("the files of the emulator", () => {
  it("import nothing of the provider", () => {
    const wrong = imports
      .filter(({ to }) => !to.startsWith("node:") && !packages.includes(to))
      .filter(({ file, to }) => !normalize(join(dirname(file), to)).startsWith(`${root}${sep}`))
      .map(({ file, to }) => `${relative(root, file)} imports ${to}`);
    assert.deepEqual(wrong, []);
    assert.ok(imports.length > 100);
  });

  it("are in folders that are layers, whose imports go one way", () => {
    const wrong = imports
      .filter(({ to }) => to.startsWith("."))
      .map(({ file, to }) => ({ file, from: folderOf(file), to: folderOf(join(dirname(file), to)) }))
      .filter(({ from, to }) => from !== "" && to !== "" && layers.indexOf(to) > layers.indexOf(from))
      .map(({ file, to }) => `${relative(root, file)} imports ${to}`);
    assert.deepEqual(wrong, []);
    assert.deepEqual([...new Set(files.map(folderOf))].toSorted(), ["", ...layers].toSorted());
  });
});

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { repository } from "../tools/toolchain/paths.ts";

interface Manifest {
  version: string;
  type?: string;
  /** Only Node.js's projects name it. */
  main?: string;
  engines: { node: string };
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
}

const examples = join(repository, "examples");
const read = (...path: string[]): Promise<string> => readFile(join(...path), "utf8");
const manifestOf = async (folder: string): Promise<Manifest> =>
  JSON.parse(await read(folder, "package.json")) as Manifest;

/** The folders of all projects below the examples. */
async function projects(): Promise<string[]> {
  const files = await readdir(examples, { recursive: true });
  const inside = files.filter((file) => !file.includes("node_modules") && file.endsWith("Pulumi.yaml"));
  return inside.map((file) => file.replace(/\/?Pulumi\.yaml$/, ""));
}

describe("the examples", () => {
  it("are each a whole project, with the package and the SDK in the versions of this repository", async () => {
    const own = await manifestOf(repository);
    const found = await projects();
    assert.ok(found.length >= 7, found.join());
    // The first stands in this package itself, which the root project runs: a package.json there would end that.
    for (const folder of found.filter((name) => name !== "basic")) {
      const { engines, dependencies, main } = await manifestOf(join(examples, folder));
      assert.deepEqual(
        { engines, dependencies },
        {
          engines: own.engines,
          dependencies: {
            "@pulumi/pulumi": own.peerDependencies["@pulumi/pulumi"],
            "pulumi-qcloud-vpn": `^${own.version}`,
          },
        },
        folder,
      );
      const [, runtime = "nodejs"] =
        /^runtime: *\n? +(?:name: )?(yaml|python|go)$/m.exec(await read(examples, folder, "Pulumi.yaml")) ?? [];
      const program =
        runtime === "nodejs" ? main : { yaml: "Pulumi.yaml", python: "__main__.py", go: "main.go" }[runtime];
      assert.ok(existsSync(join(examples, folder, program ?? "main of package.json")), folder);
    }
    assert.ok(!existsSync(join(examples, "basic", "package.json")));
  });

  it("have a README each, with the commands from the first to the last", async () => {
    for (const folder of await readdir(examples, { withFileTypes: true })) {
      if (folder.isDirectory()) {
        const text = await read(examples, folder.name, "README.md");
        for (const command of [
          /^p?npm install/m,
          /qcloud-vpc-emulator --port 8600/,
          /^pulumi up$/m,
          /^pulumi destroy/m,
        ]) {
          assert.match(text, command, folder.name);
        }
      }
    }
  });
});

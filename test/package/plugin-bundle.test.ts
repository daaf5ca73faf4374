import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { bundlePlugin } from "../../tools/plugin-bundle.ts";
import { repository } from "../../tools/toolchain/paths.ts";

const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as Record<string, unknown>;

describe("the provider plugin of one file", function () {
  this.timeout(60_000);
  let folder: string;
  let inputs: string[];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "pulumi-qcloud-vpn-bundle-"));
    inputs = await bundlePlugin(folder);
  });
  after(() => rm(folder, { recursive: true }));

  it("holds of Pulumi's SDK the messages of the protocol alone", async () => {
    const sdk = inputs.filter((input) => input.startsWith("node_modules/@pulumi/"));
    assert.deepEqual(
      sdk.filter((input) => !input.startsWith("node_modules/@pulumi/pulumi/proto/")),
      [],
    );
    assert.ok(sdk.length > 0);
    // With the whole SDK it would be 16 MB.
    assert.ok((await stat(join(folder, "pulumi-resource-qcloud"))).size < 2_000_000);
  });

  it("is in an archive for each system, with its license and those of the packages in it", async () => {
    const archives = (await readdir(folder)).filter((file) => file.endsWith(".tar.gz")).sort();
    assert.deepEqual(
      archives,
      ["darwin", "linux", "windows"].flatMap((system) =>
        ["amd64", "arm64"].map((arch) => `pulumi-resource-qcloud-v${manifest["version"]}-${system}-${arch}.tar.gz`),
      ),
    );
    const { stdout } = await execa("tar", ["-tzf", join(folder, archives[0] ?? "")]);
    const content = ["LICENSE", "THIRD-PARTY-LICENSES", "package.json", "pulumi-resource-qcloud"];
    assert.deepEqual(stdout.split("\n").sort(), [...content, "pulumi-resource-qcloud.cmd"]);
    const licenses = await readFile(join(folder, "THIRD-PARTY-LICENSES"), "utf8");
    for (const name of ["got", "zod", "@grpc/grpc-js", "google-protobuf", "@pulumi/pulumi"]) {
      assert.match(licenses, new RegExp(`^${name} [\\d.]+ \\(.+\\)$`, "m"));
    }
  });
});

describe("the provider plugin in package.json", () => {
  it("is not announced: each command of each program with this package would try to download it", () => {
    assert.equal(manifest["pulumi"], undefined);
  });

  it("has this version in the folder for `pulumi package add`, and nothing to install but the package and the SDK", () => {
    const text = readFileSync(join(repository, "plugin", "package.json"), "utf8");
    const { dependencies, devDependencies } = JSON.parse(text) as Record<string, Record<string, string>>;
    const { "@pulumi/pulumi": sdk } = manifest["peerDependencies"] as Record<string, string>;
    assert.deepEqual(dependencies, { "@pulumi/pulumi": sdk, "pulumi-qcloud-vpn": manifest["version"] });
    assert.equal(devDependencies, undefined);
    const main = readFileSync(join(repository, "plugin", "index.js"), "utf8");
    const { "pulumi-resource-qcloud": bin } = manifest["bin"] as Record<string, string>;
    assert.ok(main.includes(`"./node_modules/pulumi-qcloud-vpn/${bin}"`));
  });
});

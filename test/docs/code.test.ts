import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { startEmulator } from "../../emulator/index.ts";
import { repository } from "../../tools/toolchain/paths.ts";
import { type Block, completed, isFragment, programs } from "./blocks.ts";

const run = promisify(execFile);

/** Whether a block runs by itself: what tests runs in the tests of the engine. */
const runs = ({ source }: Block): boolean => /from "pulumi-qcloud-vpn/.test(source) && !/\bdescribe\(/.test(source);

describe("every program of the documentation", function () {
  this.timeout(180_000);
  const blocks = programs();
  const fileOf = (block: Block): string => join(folder, `${block.at.replaceAll(/\W/g, "-")}.ts`);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "pulumi-qcloud-vpn-docs-"));
    const modules = join(folder, "node_modules");
    await mkdir(join(modules, "@types"), { recursive: true });
    await symlink(repository, join(modules, "pulumi-qcloud-vpn"));
    for (const name of ["@pulumi", "@types/node", "@types/mocha"]) {
      await symlink(join(repository, "node_modules", name), join(modules, name));
    }
    await writeFile(join(folder, "package.json"), '{"private":true,"type":"module"}');
    const exported = Object.keys(await import("../../provider/index.ts"));
    for (const block of blocks) {
      await writeFile(fileOf(block), isFragment(block) ? completed(block.source, exported) : block.source);
    }
  });
  after(() => rm(folder, { recursive: true }));

  it("compiles, strictly, against what is published", () => {
    const program = ts.createProgram(blocks.map(fileOf), {
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noUnusedLocals: false,
      noEmit: true,
      skipLibCheck: true,
      moduleDetection: ts.ModuleDetectionKind.Force,
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2023,
      types: ["node", "mocha"],
      typeRoots: [join(folder, "node_modules", "@types")],
    });
    const complaints = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
      const block = blocks.find((candidate) => file?.fileName === fileOf(candidate));
      const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
      return `${block?.at} line ${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
    assert.deepEqual(complaints, []);
  });

  it("runs, with Pulumi's mocks and an emulator for the lookups, and declares its resources", async () => {
    const whole = blocks.filter(runs);
    const emulator = await startEmulator({ taskMs: 0 });
    try {
      const env = {
        PATH: process.env["PATH"],
        QCLOUD_VPC_ENDPOINT: emulator.url,
        TENCENTCLOUD_SECRET_ID: emulator.secretId,
        TENCENTCLOUD_SECRET_KEY: emulator.secretKey,
        TENCENTCLOUD_REGION: "ap-guangzhou",
      };
      const script = join(repository, "test", "docs", "run.ts");
      const { stdout } = await run(process.execPath, [script, ...whole.map(fileOf)], { cwd: folder, env });
      const counts = new Map(
        stdout
          .trim()
          .split("\n")
          .map((line) => line.split(" ") as [string, string]),
      );
      for (const block of whole) {
        const declared = Number(counts.get(fileOf(block).split("/").at(-1) ?? ""));
        assert.equal(declared > 0, /\bnew (?:VpnConnection|UserGateway|SiteToSiteVpn)\(/.test(block.source), block.at);
      }
    } finally {
      await emulator.stop();
    }
  });
});

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import ts from "typescript";
import { type Packed, pack } from "./packed.ts";

/** A program that uses every resource, and what it gives, by type. */
const body = `
const config = new pulumi.Config();
const provider = new QcloudProvider("finance", { region: "ap-shanghai-fsi" });
const office = new UserGateway("office", { userGwAddr: "203.0.113.7" }, { provider });
const branch = new VpnConnection("branch", {
  vpcId: "vpc-03vihbk9",
  vpnGwId: pulumi.output("vpngw-dystbrkv"),
  userGwId: office.userGwId,
  preSharedKey: config.requireSecret("preSharedKey"),
  spdAcl: { "10.0.0.0/24": ["172.16.10.0/24"] },
  timeouts: { delete: "15m" },
});
const place = { vpcId: "vpc-03vihbk9", vpnGwId: "547", userGwId: "315", preSharedKey: "test-only-key-0001" };
const peers = ["172.16.10.0/24"];
// Inputs of every form: plain values, outputs, promises, one of both network forms, config of one type.
new VpnConnection("inputs", {
  ...place,
  userGwCidrBlock: pulumi.output(peers),
  spdAcl: undefined,
  ikeSet: pulumi.output({ propoEncryAlgorithm: "aes-cbc-128" }),
  ipsecSet: { encryptAlgorithm: Promise.resolve("null" as const), pfsDhGroup: pulumi.secret("dh-group14"), integrityAlgorithm: config.require("hash") },
});
new SiteToSiteVpn("inputs", {
  ...place,
  ikeSet: { exchangeMode: "main" },
  branches: peers.map((network) => ({ name: "a", address: "203.0.113.7", networks: [network], preSharedKey: "test-only-key-0001" })),
});
// @ts-expect-error: neither form of the networks behind the peer
new VpnConnection("neither", place);
// @ts-expect-error: both forms of the networks behind the peer
new VpnConnection("both", { ...place, userGwCidrBlock: peers, spdAcl: { "10.0.0.0/24": peers } });
// @ts-expect-error: neither form of the networks of the branch
new SiteToSiteVpn("neither", { ...place, branches: [{ name: "a", address: "203.0.113.7", preSharedKey: "test-only-key-0001" }] });
// @ts-expect-error: both forms of the networks of the branch
new SiteToSiteVpn("both", { ...place, branches: [{ name: "a", address: "203.0.113.7", preSharedKey: "test-only-key-0001", networks: peers, spdAcl: {} }] });
// @ts-expect-error: the API has no such cipher
new VpnConnection("cipher", { ...place, userGwCidrBlock: peers, ikeSet: { propoEncryAlgorithm: "aes-256-cbc" } });
// @ts-expect-error: nor such a group, in an output
new VpnConnection("group", { ...place, userGwCidrBlock: peers, ipsecSet: { pfsDhGroup: pulumi.output("group14") } });
// @ts-expect-error: a plain string may be anything
new SiteToSiteVpn("hash", { ...place, branches: [], ikeSet: { propoAuthenAlgorithm: String("sha") } });
// @ts-expect-error: there is no such signature method
new QcloudProvider("method", { signatureMethod: "HmacSHA512" });
// @ts-expect-error: nor such a group of settings
new QcloudProvider("group", { encryptAlgorithmGroup: "ikeSet" });
// @ts-expect-error: nor for lookups
getVpc({}, { settings: { signatureMethod: "sha1" } });
export const cipher: pulumi.Output<string | undefined> = branch.ikeSet.propoEncryAlgorithm;
// @ts-expect-error: a cipher is no number
export const number: pulumi.Output<number | undefined> = branch.ikeSet.propoEncryAlgorithm;
export const lifetime: pulumi.Output<number | undefined> = branch.ipsecSet.ipsecSaLifetimeSeconds;
// @ts-expect-error: there is no such setting
branch.ikeSet.apply((set) => set.encryptAlgorithm);
export const id: pulumi.Output<string> = branch.vpnConnId;
export const link: pulumi.Output<string | undefined> = branch.netStatus;
// @ts-expect-error: a required argument is missing
new VpnConnection("nothing", { vpcId: "vpc-03vihbk9" });
// @ts-expect-error: there is no such argument
new UserGateway("nothing", { userGwAddr: "203.0.113.7", address: "" });
// @ts-expect-error: an output cannot be set
branch.status = pulumi.output("running");
`;
const imports = `
import * as pulumi from "@pulumi/pulumi";
import { getVpc, QcloudProvider, SiteToSiteVpn, UserGateway, VpnConnection } from "pulumi-qcloud-vpn";
`;
const emulator = `
import { type Emulator, type Fault, startEmulator } from "pulumi-qcloud-vpn/emulator";
const fault: Fault = { action: "DeleteVpnConn", fault: "drop-after" };
export const start = async (): Promise<Emulator> => {
  const emulator = await startEmulator({ taskMs: 100 });
  emulator.addFaults([fault]);
  return emulator;
};
`;

const strict: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  target: ts.ScriptTarget.ES2022,
  types: ["node"],
};

describe("the packed package's types", function () {
  this.timeout(120_000);
  let packed: Packed;
  before(async () => {
    packed = await pack();
  });
  after(() => packed.remove());

  /** What the compiler says of these sources, by their path in the project. */
  async function complaints(
    sources: Record<string, string>,
    module: ts.ModuleKind,
    more: ts.CompilerOptions = {},
  ): Promise<string[]> {
    for (const [name, source] of Object.entries(sources)) {
      const type = dirname(name);
      await mkdir(join(packed.project, type), { recursive: true });
      await writeFile(join(packed.project, type, "package.json"), JSON.stringify({ private: true, type }));
      await writeFile(join(packed.project, name), source);
    }
    const files = Object.keys(sources).map((name) => join(packed.project, name));
    const typeRoots = [join(packed.project, "node_modules/@types")];
    const program = ts.createProgram(files, { ...strict, module, typeRoots, ...more });
    return ts.getPreEmitDiagnostics(program).map(({ file, messageText, start }) => {
      const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
      return `${file?.fileName}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
  }

  it("fit strict programs with module NodeNext, an ES module and a CommonJS one", async () => {
    const sources = { "module/program.ts": imports + body, "commonjs/program.ts": imports + body };
    const all = { ...sources, "module/emulator.ts": emulator, "commonjs/emulator.ts": emulator };
    assert.deepEqual(await complaints(all, ts.ModuleKind.NodeNext), []);
  });

  it("fit strict programs with module Node16, where a CommonJS one imports the package while it runs", async () => {
    const program = `
import * as pulumi from "@pulumi/pulumi";
export = async () => {
  const { getVpc, QcloudProvider, SiteToSiteVpn, UserGateway, VpnConnection } = await import("pulumi-qcloud-vpn");
${body.replaceAll("export const", "const")}
  return { cipher, id, lifetime, link };
};`;
    const sources = { "module/program.ts": imports + body, "commonjs/program.ts": program };
    assert.deepEqual(await complaints(sources, ts.ModuleKind.Node16), []);
  });

  it("fit strict CommonJS programs with moduleResolution node, which does not read exports", async () => {
    const provider = `import { vpnConnection } from "pulumi-qcloud-vpn/provider";\nexport const { configure } = vpnConnection;\n`;
    const sources = { "program.ts": imports + body, "emulator.ts": emulator, "provider.ts": provider };
    const old = Object.entries(sources).map(([name, source]) => [`commonjs/${name}`, source]);
    const options = { moduleResolution: ts.ModuleResolutionKind.Node10, ignoreDeprecations: "6.0" };
    assert.deepEqual(await complaints(Object.fromEntries(old), ts.ModuleKind.CommonJS, options), []);
  });
});

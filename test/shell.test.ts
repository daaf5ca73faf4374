import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runtime } from "@pulumi/pulumi";

const golden = join(import.meta.dirname, "fixtures", "state", "vpn-connection.provider.js.txt");

interface Registered {
  readonly type: string;
  readonly inputs: Record<string, unknown>;
}

describe("the text that the state keeps of the provider", () => {
  const registered: Registered[] = [];

  before(async () => {
    await runtime.setMocks({
      newResource: ({ type, name, inputs }) => {
        registered.push({ type, inputs });
        return { id: `${name}-id`, state: inputs };
      },
      call: () => ({}),
    });
    // What would be published, as a program imports it.
    const { VpnConnection } = await import("pulumi-qcloud-vpn");
    for (const name of ["first", "second"]) {
      const tunnel = new VpnConnection(name, {
        vpcId: "vpc-03vihbk9",
        vpnGwId: "vpngw-dystbrkv",
        userGwId: "cgw-e098slul",
        preSharedKey: "test-only-key-0001",
        userGwCidrBlock: ["172.16.10.0/24"],
      });
      await new Promise((resolve) => tunnel.id.apply(resolve));
    }
  });

  it("is the text that released versions stored, byte for byte", async () => {
    assert.equal(registered[0]?.inputs["__provider"], await readFile(golden, "utf8"));
  });

  it("is the same for every resource and at most 2.5 KB", () => {
    assert.equal(registered.length, 2);
    assert.equal(registered[1]?.inputs["__provider"], registered[0]?.inputs["__provider"]);
    assert.ok(Buffer.byteLength(String(registered[0]?.inputs["__provider"])) <= 2500);
  });

  it("goes with the type that a later plugin can be an alias of", () => {
    assert.equal(registered[0]?.type, "pulumi-nodejs:dynamic/qcloud:VpnConnection");
  });

  it("holds every name that the installed package exports for it", async () => {
    const text = String(registered[0]?.inputs["__provider"]);
    const { vpnConnection } = await import("../provider/host.ts");
    for (const method of Object.keys(vpnConnection)) {
      assert.match(text, new RegExp(`import\\("pulumi-qcloud-vpn/provider"\\)\\)\\.vpnConnection\\.${method}\\(`));
    }
  });
});

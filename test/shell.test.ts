import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type CustomResource, runtime } from "@pulumi/pulumi";
import { userGateway, vpnConnection } from "../provider/hosts/dynamic/host.ts";

const resources = [
  {
    type: "VpnConnection",
    exported: "vpnConnection",
    methods: vpnConnection,
    golden: "vpn-connection.provider.js.txt",
    args: {
      vpcId: "vpc-03vihbk9",
      vpnGwId: "vpngw-dystbrkv",
      userGwId: "cgw-e098slul",
      preSharedKey: "test-only-key-0001",
      userGwCidrBlock: ["172.16.10.0/24"],
    },
  },
  {
    type: "UserGateway",
    exported: "userGateway",
    methods: userGateway,
    golden: "user-gateway.provider.js.txt",
    args: { userGwAddr: "203.0.113.7" },
  },
] as const;

type Constructor = new (name: string, args: object) => CustomResource;

for (const { type, exported, methods, golden, args } of resources) {
  describe(`the text that the state keeps of the provider of ${type}`, () => {
    const registered: { readonly type: string; readonly text: string }[] = [];

    before(async () => {
      await runtime.setMocks({
        newResource: ({ type: token, name, inputs }) => {
          registered.push({ type: token, text: String(inputs["__provider"]) });
          return { id: `${name}-id`, state: inputs };
        },
        call: () => ({}),
      });
      // What would be published, as a program imports it.
      const library = (await import("pulumi-qcloud-vpn")) as unknown as Record<string, Constructor>;
      const Class = library[type] as Constructor;
      for (const name of ["first", "second"]) {
        const resource = new Class(name, args);
        await new Promise((resolve) => resource.id.apply(resolve));
      }
    });

    it("is the text that released versions stored, byte for byte", async () => {
      const stored = await readFile(join(import.meta.dirname, "fixtures", "state", golden), "utf8");
      assert.equal(registered[0]?.text, stored);
    });

    it("is the same for every resource and at most 2.2 KB", () => {
      assert.equal(registered.length, 2);
      assert.equal(registered[1]?.text, registered[0]?.text);
      assert.ok(Buffer.byteLength(String(registered[0]?.text)) <= 2200);
    });

    it("goes with the type that a later plugin can be an alias of", () => {
      assert.equal(registered[0]?.type, `pulumi-nodejs:dynamic/qcloud:${type}`);
    });

    it("holds every name that the installed package exports for it", () => {
      const stored = String(registered[0]?.text);
      assert.match(
        stored,
        new RegExp(`import\\("pulumi-qcloud-vpn/provider"\\)\\.then\\(\\(m\\) => m\\.${exported}\\.configure\\(`),
      );
      for (const method of Object.keys(methods.configure({ config: { get: () => undefined } }))) {
        assert.match(stored, new RegExp(`return \\(await this\\.api\\)\\.${method}\\(\\.\\.\\.a\\)`));
      }
    });
  });
}

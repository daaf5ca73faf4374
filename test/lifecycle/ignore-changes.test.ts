import assert from "node:assert/strict";
import type { Emulator, VpnConnectionPatch } from "../../emulator/index.ts";
import { call } from "../emulator/support.ts";
import { fastTime } from "../support/fast-time.ts";
import { ModelEngine } from "../support/model-engine.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { args, configFor, describeEachApi, withEmulator } from "./support.ts";

type Loose = Record<string, unknown>;

/** What a program gives, beside the ids and the key. */
const programs: Record<string, Loose> = {
  "plain networks": { userGwCidrBlock: ["172.16.10.0/24"] },
  rules: { userGwCidrBlock: undefined, spdAcl: { "10.0.0.0/24": ["172.16.10.0/24"] } },
  "identities by name": {
    ikeSet: {
      localIdentity: "fqdn",
      localFqdnName: "hub.example",
      remoteIdentity: "fqdn",
      remoteFqdnName: "branch.example",
    },
    vpnConnName: "office",
  },
  "identities by address": {
    ikeSet: { localIdentity: "address", localAddress: "203.0.113.1", remoteAddress: "203.0.113.2" },
    ipsecSet: { pfsDhGroup: "dh-group14" },
    vpnConnName: "office",
  },
};

/** What is changed at the console. */
const drifts: Record<string, VpnConnectionPatch> = {
  "other rules": { spdAcl: { "10.0.1.0/24": ["172.16.10.0/24"] } },
  "other rules and peers": { spdAcl: { "10.0.1.0/24": ["172.16.20.0/24"], "10.0.2.0/24": ["172.16.21.0/24"] } },
  "other peers": { destinationCidr: ["172.31.0.0/16"] },
  "identities by address": {
    IKESet: {
      localIdentity: "address",
      localAddress: "198.51.100.1",
      localFqdnName: null,
      remoteIdentity: "address",
      remoteAddress: "198.51.100.2",
      remoteFqdnName: null,
    },
  },
  "identities by name": {
    IKESet: {
      localIdentity: "fqdn",
      localAddress: null,
      localFqdnName: "new.example",
      remoteIdentity: "fqdn",
      remoteAddress: null,
      remoteFqdnName: "other.example",
    },
  },
  "identities by a name that is not shown": {
    IKESet: { localIdentity: "fqdn", localAddress: null, localFqdnName: null },
  },
  "what no program could ask for": {
    vpnConnName: `@${"n".repeat(70)}`,
    preSharedKey: "@test-only-key-0009",
    IKESet: { dhGroupName: "group31", localAddress: "somewhere" },
    IPsecSet: { pfsDhGroup: "dh-group31" },
  },
};

/** Every choice of some of these. */
const some = (...paths: string[]): string[][] =>
  Array.from({ length: 2 ** paths.length }, (_, bits) => paths.filter((_path, at) => bits & (1 << at)));

/** Choices of ignored paths: what goes together is tried in every combination. */
const choices = some("userGwCidrBlock", "spdAcl").flatMap((networks) =>
  [["ikeSet"], ...some("ikeSet.localIdentity", "ikeSet.localAddress", "ikeSet.localFqdnName")].flatMap((ike) =>
    [[], ["vpnConnName", "preSharedKey", "ipsecSet"]].map((rest) => [...networks, ...ike, ...rest]),
  ),
);

const all = ["userGwCidrBlock", "spdAcl", "vpnConnName", "preSharedKey", "ikeSet", "ipsecSet"];

const isObject = (value: unknown): value is Loose => typeof value === "object" && value !== null;

/** The program's arguments after the engine has put those of the state in place of the ignored ones. */
function ignoring(paths: readonly string[], olds: Loose, news: Loose): Loose {
  const mixed = structuredClone(news);
  for (const path of paths) {
    const [name = "", inner] = path.split(".");
    const [from, to, key] = inner === undefined ? [olds, mixed, name] : [olds[name], mixed[name], inner];
    if (!isObject(to)) {
      continue;
    }
    if (isObject(from) && from[key] !== undefined) {
      to[key] = structuredClone(from[key]);
    } else {
      delete to[key];
    }
  }
  return mixed;
}

/** Tries every choice of ignored paths on what a refresh left; returns those that a preview refuses. */
async function refusedChoices(engine: ModelEngine, program: Loose): Promise<string[]> {
  const refused: string[] = [];
  for (const paths of choices) {
    await engine
      .preview(ignoring(paths, engine.resource?.inputs ?? {}, program))
      .catch((error: Error) => refused.push(`${paths.join()}: ${error.message}`));
  }
  return refused;
}

async function drifted(emulator: Emulator, engine: ModelEngine, patch: VpnConnectionPatch): Promise<void> {
  emulator.patchVpnConnection(engine.resource?.id ?? "", patch);
  await engine.refresh();
}

describeEachApi("ignoreChanges on what was changed at the console", () => {
  quietConsole();
  fastTime();

  for (const [given, more] of Object.entries(programs)) {
    for (const [change, patch] of Object.entries(drifts)) {
      it(`${given}, then ${change}: every choice of ignored arguments can be previewed, and all of them change nothing`, async () => {
        await withEmulator({}, async (engine, emulator) => {
          const program = Object.fromEntries(
            Object.entries({ ...args, ...more }).filter(([, value]) => value !== undefined),
          );
          await engine.up(program);
          await drifted(emulator, engine, patch);
          assert.deepEqual(await refusedChoices(engine, program), []);
          assert.equal(await engine.preview(ignoring(all, engine.resource?.inputs ?? {}, program)), "same");

          // What was kept once is kept again, also with more ignored, and after another refresh.
          await engine.up(ignoring(all, engine.resource?.inputs ?? {}, program));
          assert.deepEqual(await refusedChoices(engine, program), []);
          await engine.refresh();
          assert.equal(await engine.preview(ignoring(all, engine.resource?.inputs ?? {}, program)), "same");
          assert.deepEqual(await refusedChoices(engine, program), []);
        });
      });
    }
  }

  it("only what is not ignored is written", async () => {
    await withEmulator({}, async (engine, emulator) => {
      const program = { ...args, vpnConnName: "office", ikeSet: { dhGroupName: "group14" } };
      await engine.up(program);
      await drifted(emulator, engine, {
        spdAcl: { "10.0.1.0/24": ["172.16.10.0/24"] },
        vpnConnName: "renamed",
        IKESet: { dhGroupName: "group31" },
      });
      const ignored = ["userGwCidrBlock", "ikeSet"];
      assert.equal(await engine.up(ignoring(ignored, engine.resource?.inputs ?? {}, program)), "update");
      const [tunnel] = emulator.state().vpnConnections;
      assert.equal(tunnel?.vpnConnName, "office");
      assert.equal(tunnel?.IKESet.dhGroupName, "group31");
      assert.deepEqual(tunnel?.spdAcl, { "10.0.1.0/24": ["172.16.10.0/24"] });
      assert.equal(await engine.preview(ignoring(ignored, engine.resource?.inputs ?? {}, program)), "same");
      assert.equal(await engine.up(program), "update");
      assert.equal(emulator.state().vpnConnections[0]?.IKESet.dhGroupName, "group14");
      assert.equal(await engine.preview(program), "same");
      assert.equal(engine.resource?.inputs["__observed"], undefined);
    });
  });

  it("a program that gives no networks is refused all the same", async () => {
    await withEmulator({}, async (engine, emulator) => {
      const { userGwCidrBlock: _, ...without } = args;
      await engine.up(args);
      await assert.rejects(engine.preview(without), /one of userGwCidrBlock .* is required/);
      await drifted(emulator, engine, { destinationCidr: ["172.31.0.0/16"] });
      await assert.rejects(engine.preview(without), /one of userGwCidrBlock .* is required/);
    });
  });

  it("a peer gateway's name that no program could ask for", async () => {
    await withEmulator({}, async (_, emulator) => {
      const engine = new ModelEngine(configFor(emulator), "office", "UserGateway");
      const program = { userGwAddr: "203.0.113.9", userGwName: "office" };
      await engine.up(program);
      await call(emulator, "ModifyUserGw", { userGwId: engine.resource?.id ?? "", userGwName: "line\nbreak" });
      await engine.refresh();
      assert.equal(engine.resource?.inputs["userGwName"], "line\nbreak");
      const mixed = ignoring(["userGwName"], engine.resource?.inputs ?? {}, program);
      assert.equal(await engine.preview(mixed), "same");
      assert.equal(await engine.preview(program), "update");
    });
  });
});

import assert from "node:assert/strict";
import type { Emulator, Fault } from "../../emulator/index.ts";
import { omitInBoth } from "../support/api-words.ts";
import { fastTime } from "../support/fast-time.ts";
import { ModelEngine } from "../support/model-engine.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { actionsOf, args, describeEachApi, plantOnly, withEmulator } from "./support.ts";

type Args = Readonly<Record<string, unknown>>;

/** A setting that lists leave out, and two values of it. */
interface Case {
  /** The switch `omit` of the emulator. */
  readonly omit: string;
  readonly before: Args;
  readonly after: Args;
  /** What the tunnel holds after `after`. */
  readonly holds: object;
}

const fqdn = (name: string): Args => ({ ikeSet: { localIdentity: "fqdn", localFqdnName: name } });

const cases: readonly Case[] = [
  {
    omit: "dhGroupName",
    before: { ikeSet: { dhGroupName: "group5" } },
    after: { ikeSet: { dhGroupName: "group14" } },
    holds: { IKESet: { dhGroupName: "group14" } },
  },
  {
    omit: "ikeSaLifetimeSeconds",
    before: { ikeSet: { ikeSaLifetimeSeconds: 3600 } },
    after: { ikeSet: { ikeSaLifetimeSeconds: 7200 } },
    holds: { IKESet: { ikeSaLifetimeSeconds: 7200 } },
  },
  {
    omit: "IKESet",
    before: { ikeSet: { exchangeMode: "main", propoAuthenAlgorithm: "sha" } },
    after: { ikeSet: { exchangeMode: "aggressive", propoAuthenAlgorithm: "sha" } },
    holds: { IKESet: { exchangeMode: "aggressive" } },
  },
  {
    omit: "pfsDhGroup",
    before: { ipsecSet: { pfsDhGroup: "dh-group14" } },
    after: { ipsecSet: { pfsDhGroup: "null" } },
    holds: { IPsecSet: { pfsDhGroup: "null" } },
  },
  {
    omit: "ipsecSaLifetimeSeconds,ipsecSaLifetimeTraffic",
    before: { ipsecSet: { ipsecSaLifetimeSeconds: 3600, ipsecSaLifetimeTraffic: 2560 } },
    after: { ipsecSet: { ipsecSaLifetimeSeconds: 3600, ipsecSaLifetimeTraffic: 4096 } },
    holds: { IPsecSet: { ipsecSaLifetimeTraffic: 4096 } },
  },
  {
    omit: "IPsecSet",
    before: { ipsecSet: { integrityAlgorithm: "md5", encryptAlgorithm: "aes-cbc-128" } },
    after: { ipsecSet: { integrityAlgorithm: "sha", encryptAlgorithm: "aes-cbc-256" } },
    holds: { IPsecSet: { integrityAlgorith: "sha", encryptAlgorithm: "aes-cbc-256" } },
  },
  {
    omit: "vpnConnName",
    before: { vpnConnName: "office" },
    after: { vpnConnName: "head office" },
    holds: { vpnConnName: "head office" },
  },
  {
    omit: "sourceCidr,destinationCidr",
    before: {},
    after: { userGwCidrBlock: ["172.16.12.0/24"] },
    holds: { destinationCidr: ["172.16.12.0/24"] },
  },
  {
    omit: "preSharedKey",
    before: {},
    after: { preSharedKey: "test-only-key-0002" },
    holds: {},
  },
  {
    // The text "null" is how an answer says that there is no name.
    omit: "",
    before: fqdn("null"),
    after: fqdn("peer.example"),
    holds: { IKESet: { localFqdnName: "peer.example" } },
  },
];

const { userGwCidrBlock: _peers, ...withoutNetworks } = args;
/** Rules of two networks of the VPC with peer networks by number. */
const rulesOf = ({ a, b }: { a: string; b: string }): Args => {
  const peers = (numbers: string): string[] => numbers.split(" ").map((number) => `172.16.${number}.0/24`);
  return { ...withoutNetworks, spdAcl: { "10.0.0.0/24": peers(a), "10.0.1.0/24": peers(b) } };
};

const changes = (emulator: Emulator): number =>
  actionsOf(emulator).filter((action) => action === "ModifyVpnConnEx").length;

/** The tunnel holds this, whatever else it holds. */
function assertHolds(emulator: Emulator, expected: object): void {
  const [tunnel] = emulator.state().vpnConnections;
  const holds = (at: unknown, wanted: unknown, path: string): void => {
    if (typeof wanted === "object" && wanted !== null && !Array.isArray(wanted)) {
      for (const [key, inner] of Object.entries(wanted)) {
        holds((at as Record<string, unknown> | undefined)?.[key], inner, `${path}.${key}`);
      }
    } else {
      assert.deepEqual(at, wanted, path);
    }
  };
  holds(tunnel, expected, "the tunnel");
}

const settingsOf = (engine: ModelEngine): { ikeSet: Args; ipsecSet: Args } => engine.resource?.outputs as never;

/** The preview finds nothing to do, also after a refresh. */
async function assertSettled(engine: ModelEngine, wanted: Args): Promise<void> {
  assert.equal(await engine.preview(wanted), "same");
  await engine.refresh();
  assert.equal(await engine.preview(wanted), "same", "after a refresh");
}

describeEachApi("a setting that the service's answers leave out", () => {
  quietConsole();
  fastTime();

  for (const { omit, before, after, holds } of cases) {
    const what = omit === "" ? "an FQDN name that reads as none" : omit;

    it(`is written when the program changes it, once: ${what}`, async () => {
      await withEmulator({ set: { omit: omitInBoth(omit), modifyTask: "known" } }, async (engine, emulator) => {
        const [first, second] = [
          { ...args, ...before },
          { ...args, ...after },
        ];
        await engine.up(first);
        await assertSettled(engine, first);
        assert.equal(await engine.up(second), "update");
        assert.equal(changes(emulator), 1);
        assertHolds(emulator, holds);
        await assertSettled(engine, second);
        emulator.clearCalls();
        // What is not changed is not written again.
        await engine.up({ ...second, timeouts: { delete: "5m" } });
        assert.equal(changes(emulator), 0);
      });
    });

    it(`is written when a program that did not say it says it: ${what}`, async () => {
      await withEmulator({ set: { omit: omitInBoth(omit), modifyTask: "known" } }, async (engine, emulator) => {
        await engine.up(args);
        await engine.up({ ...args, ...after });
        assertHolds(emulator, holds);
        await assertSettled(engine, { ...args, ...after });
      });
    });

    it(`is not taken for what the program asks for in an adopted tunnel: ${what}`, async () => {
      await withEmulator({ set: { omit: omitInBoth(omit), modifyTask: "known" } }, async (engine, emulator) => {
        await engine.up({ vpnConnName: "made elsewhere", ...args, ...before });
        const adopter = new ModelEngine(engine.config, "adopter", "VpnConnection", "other");
        const adopting = { ...args, ...after, vpnConnId: String(engine.resource?.id) };
        await adopter.up(adopting);
        assert.equal(changes(emulator), 0);
        await adopter.refresh();
        assert.equal(await adopter.up(adopting), "update");
        assertHolds(emulator, holds);
        await assertSettled(adopter, adopting);
      });
    });

    it(`is not claimed by the state after a change that failed: ${what}`, async () => {
      await withEmulator({ set: { omit: omitInBoth(omit), modifyTask: "known" } }, async (engine, emulator) => {
        const [first, second] = [
          { ...args, ...before },
          { ...args, ...after },
        ];
        await engine.up(first);
        plantOnly(emulator, [{ action: "ModifyVpnConnEx", fault: "task-fails", times: 3 }]);
        await assert.rejects(engine.up(second), /failed 3 times/);
        await engine.refresh();
        assert.equal(await engine.up(second), "update");
        assertHolds(emulator, holds);
        await assertSettled(engine, second);
      });
    });
  }

  it("is not taken for what the program asks for in a tunnel that an earlier run left", async () => {
    await withEmulator({ set: { omit: omitInBoth("dhGroupName") } }, async (engine, emulator) => {
      await engine.up({ ...args, ikeSet: { dhGroupName: "group5" } });
      const later = new ModelEngine(engine.config);
      const wanted = { ...args, ikeSet: { dhGroupName: "group14", exchangeMode: "main" } };
      await later.up(wanted);
      assert.equal(later.resource?.id, engine.resource?.id);
      assert.equal(settingsOf(later).ikeSet["dhGroupName"], undefined);
      assert.equal(settingsOf(later).ikeSet["exchangeMode"], "main");
      assert.equal(await later.up(wanted), "update");
      assertHolds(emulator, { IKESet: { dhGroupName: "group14" } });
    });
  });

  // The change is made, and nobody can be asked for its task, or it is not even answered.
  const undecided: Readonly<Record<string, readonly Fault[]>> = {
    "whose end cannot be looked at": [
      { action: "DescribeVpcTaskResult", fault: "http", status: 502, times: 0 },
      { action: "DescribeVpnConn", fault: "http", status: 502, times: 0, skip: 1 },
    ],
    "whose answer was lost": [{ action: "ModifyVpnConnEx", fault: "drop-after", times: 0 }],
  };
  const plain = { ...args, vpnConnName: "office", ikeSet: { dhGroupName: "group5" } };
  const changed = {
    ...args,
    vpnConnName: "Office",
    preSharedKey: "test-only-key-0002",
    userGwCidrBlock: ["172.16.12.0/24"],
    ikeSet: { dhGroupName: "group14" },
  };
  const reversals: Readonly<Record<string, readonly [Args, Args]>> = {
    dhGroupName: [plain, changed],
    vpnConnName: [plain, changed],
    "sourceCidr,destinationCidr": [plain, changed],
    preSharedKey: [plain, changed],
    // Which rules lie behind the lists no answer ever shows.
    "": [rulesOf({ a: "10", b: "11" }), rulesOf({ a: "11", b: "10" })],
    " ": [rulesOf({ a: "10 11", b: "10 11" }), rulesOf({ a: "10 11", b: "10" })],
  };
  for (const [way, faults] of Object.entries(undecided)) {
    for (const [omit, [first, second]] of Object.entries(reversals)) {
      it(`is written back after a change ${way}: ${omit.trim() || `rules of ${JSON.stringify(first["spdAcl"])}`}`, async () => {
        await withEmulator({ set: { omit: omitInBoth(omit), modifyTask: "known" } }, async (engine, emulator) => {
          await engine.up(first);
          const [before] = emulator.state().vpnConnections;
          plantOnly(emulator, faults);
          await assert.rejects(engine.up({ ...second, timeouts: { update: "20s" } }));
          emulator.clearFaults();
          assert.notDeepEqual(emulator.state().vpnConnections[0], before);
          assert.equal(await engine.up(first), "update");
          assert.deepEqual(emulator.state().vpnConnections[0], before);
          await assertSettled(engine, first);
        });
      });
    }
  }

  describe("of a peer gateway", () => {
    const gateway = { userGwAddr: "203.0.113.7", userGwName: "office" } as const;
    const nameOf = (emulator: Emulator): string | undefined =>
      emulator.state().userGateways.find(({ userGwAddr }) => userGwAddr === gateway.userGwAddr)?.userGwName;
    const withGateway = (test: (engine: ModelEngine, emulator: Emulator) => Promise<void>): Promise<void> =>
      withEmulator({ set: { omit: omitInBoth("userGwName") } }, ({ config }, emulator) =>
        test(new ModelEngine(config, "office", "UserGateway"), emulator),
      );

    it("is written when the program changes it", async () => {
      await withGateway(async (engine, emulator) => {
        await engine.up(gateway);
        await assertSettled(engine, gateway);
        const renamed = { ...gateway, userGwName: "head office" };
        assert.equal(await engine.up(renamed), "update");
        assert.equal(nameOf(emulator), "head office");
        await assertSettled(engine, renamed);
      });
    });

    it("is not taken for what the program asks for in an adopted one", async () => {
      await withGateway(async (engine, emulator) => {
        await engine.up(gateway);
        const adopter = new ModelEngine(engine.config, "adopter", "UserGateway", "other");
        const adopting = { ...gateway, userGwName: "head office", userGwId: String(engine.resource?.id) };
        await adopter.up(adopting);
        await adopter.refresh();
        assert.equal(await adopter.up(adopting), "update");
        assert.equal(nameOf(emulator), "head office");
        await assertSettled(adopter, adopting);
      });
    });

    it("is written back after a change that cannot be looked at", async () => {
      await withGateway(async (engine, emulator) => {
        await engine.up(gateway);
        plantOnly(emulator, [{ action: "DescribeUserGw", fault: "http", status: 502, times: 0, skip: 1 }]);
        await assert.rejects(engine.up({ ...gateway, userGwName: "head office", timeouts: { update: "20s" } }));
        emulator.clearFaults();
        assert.equal(nameOf(emulator), "head office");
        assert.equal(await engine.up(gateway), "update");
        assert.equal(nameOf(emulator), "office");
        await assertSettled(engine, gateway);
      });
    });
  });
});

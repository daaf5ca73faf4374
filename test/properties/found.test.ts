import assert from "node:assert/strict";
import { API_VERSIONS } from "../../provider/api/index.ts";
import { Harness } from "./harness.ts";
import type { OperationStep, Program, Step, TunnelArgs } from "./program.ts";
import { runProgram } from "./run.ts";

/** One tunnel with nothing special about it. */
const tunnel = (args: Partial<TunnelArgs> = {}): TunnelArgs => ({
  gateway: 0,
  peer: 0,
  office: { address: 0, name: "" },
  ids: "unified",
  region: "",
  name: "",
  key: 0,
  networks: [0],
  ike: {},
  ipsec: {},
  timeout: "",
  ...args,
});

const up = (more: Omit<OperationStep, "do"> = {}): Step => ({ do: "up", ...more });
const change = (args: Partial<TunnelArgs>): Step => ({ do: "change", tunnel: 0, args });

/** Cases that failed once; each is run as the random ones are, with all invariants. */
const found: Readonly<Record<string, Partial<Program>>> = {
  "moves to the other version after a rename, where keys are hidden": {
    set: { preSharedKey: "hidden" },
    taskMs: 5000,
    steps: [up(), { do: "rename", tunnel: 0 }, { do: "move" }],
  },
  "drops what is gone for the key pair of the last run, where nothing else is left to see": {
    steps: [up(), { do: "refresh", as: "rotated" }, { do: "destroy", cut: { call: 2, when: "after" } }],
  },
  "writes rules that differ only in which peer belongs to which network of the VPC": {
    tunnels: [tunnel({ networks: { 0: [0], 1: [2] } })],
    steps: [up(), change({ networks: { 0: [2], 1: [0] } }), up()],
  },
  "looks again for a tunnel that is listed late, where the refusal of a second one has only a number": {
    set: { errorCodeDesc: "absent", describeLagMs: 300 },
    steps: [up({ cut: { call: 3, when: "after" } }), up()],
  },
  "does not take the key of a tunnel that an earlier run left for the program's, where keys are hidden": {
    set: { preSharedKey: "hidden" },
    steps: [up({ cut: { call: 2, when: "after" } }), change({ key: 1 })],
  },
  "does not take the rules of a tunnel that an earlier run left for the program's": {
    tunnels: [tunnel({ networks: { 0: [0], 1: [2] } })],
    steps: [up({ cut: { call: 2, when: "after" } }), change({ networks: { 0: [2], 1: [0] } })],
  },
  "writes a setting that answers leave out, also after a change of it that was cut off": {
    set: { omit: "dhGroupName,IPsecSet" },
    tunnels: [tunnel({ ike: { dhGroupName: "group2" }, ipsec: { pfsDhGroup: "null" } })],
    steps: [
      up({ cut: { call: 2, when: "after" } }),
      change({ ike: { dhGroupName: "group14" } }),
      up(),
      change({ ipsec: { pfsDhGroup: "dh-group14" } }),
      up({ faults: [{ fault: "task-fails", action: "ModifyVpnConnEx", times: 3 }] }),
    ],
  },
  "takes the tunnel of its own lost request for its own, where keys are hidden": {
    set: { preSharedKey: "hidden" },
    tunnels: [tunnel({ name: "branch" })],
    steps: [up({ faults: [{ fault: "drop-after", action: "AddVpnConnEx" }] })],
  },
  "asks again where a deletion or a change was refused with a number alone and nothing explains it": {
    set: { errorCodeDesc: "absent" },
    steps: [
      up(),
      change({ key: 1 }),
      up({ faults: [{ fault: "code", code: 5100, action: "ModifyVpnConnEx" }] }),
      { do: "destroy", faults: [{ fault: "code", code: 5100, action: "DeleteVpnConn", times: 2 }] },
    ],
  },
  "writes the key again after a change that was accepted and failed, where keys are hidden": {
    set: { preSharedKey: "hidden" },
    tunnels: [tunnel({ timeout: "20s" })],
    taskMs: 700,
    steps: [
      up(),
      change({ key: 1 }),
      up({ faults: [{ fault: "drop-before", action: "DescribeVpcTaskResult", times: 0 }] }),
      change({ key: 0 }),
    ],
  },
};

describe("cases that random programs found", () => {
  let harness: Harness;
  before(async function () {
    // Loads the provider's modules many times over.
    this.timeout(60_000);
    harness = await Harness.begin();
  });
  after(() => harness.end());

  for (const api of API_VERSIONS) {
    for (const [name, program] of Object.entries(found)) {
      it(`${name}, through API ${api}`, async () => {
        await runProgram(harness, { api, set: {}, taskMs: 0, tunnels: [tunnel()], steps: [], seed: 1, ...program });
      });
    }

    it(`shares the list of a VPN gateway where more than three tunnels of it are deleted at once, through API ${api}`, async () => {
      const many = Array.from({ length: 20 }, () => tunnel());
      const usual = { api, set: {}, taskMs: 5000, steps: [up()], seed: 1 };
      assert.equal(await runProgram(harness, { ...usual, tunnels: many }), 1);
      assert.equal(await runProgram(harness, { ...usual, tunnels: many.slice(0, 3) }), 0);
    });
  }
});

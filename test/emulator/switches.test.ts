import assert from "node:assert/strict";
import { type Emulator, type SwitchSettings, startEmulator } from "../../emulator/index.ts";
import type { switchTable2 } from "../../emulator/switch-table.ts";
import { call, makeTunnel, seed, tunnelParameters } from "./support.ts";

type Values = Readonly<Record<string, string | number | undefined>>;
interface Case {
  readonly set: SwitchSettings;
  readonly fact: string;
  readonly check: (emulator: Emulator, clock: { now: number }) => Promise<void>;
}

const gone = "vpnx-00000000";
const target = (vpnConnId: string): Values => ({ vpcId: seed.vpcId, vpnGwId: seed.vpnGwId, vpnConnId });
const json = async (emulator: Emulator, action: string, parameters: Values = {}) =>
  (await call(emulator, action, parameters, { method: "POST" })).json;
const add = (emulator: Emulator, parameters: Values = {}) =>
  json(emulator, "AddVpnConnEx", { ...tunnelParameters, ...parameters });
const first = async (emulator: Emulator, parameters: Values = {}) =>
  (await json(emulator, "DescribeVpnConn", parameters)).data[0];

/** A tunnel with a peer gateway of its own. */
async function another(emulator: Emulator, parameters: Values = {}): Promise<Values> {
  const { userGwId } = await json(emulator, "AddUserGw", { userGwName: "b", userGwAddr: "198.51.100.201" });
  return add(emulator, { userGwId, ...parameters });
}

/** The effect of each switch of API 2.0 when it is not at its default; all other tests use the defaults. */
const cases: Readonly<Record<keyof typeof switchTable2, readonly Case[]>> = {
  requireHttps: [
    {
      set: { requireHttps: "on" },
      fact: "refuses plain HTTP with 4600 before anything else",
      check: async (emulator) => {
        assert.equal((await call(emulator, "DescribeVpcEx", {}, { secretId: "nobody" })).json.code, 4600);
      },
    },
  ],
  signHost: [
    {
      set: { signHost: "vpc.api.qcloud.com" },
      fact: "verifies signatures for that host only",
      check: async (emulator) => {
        const signHost = "vpc.api.qcloud.com";
        assert.equal((await call(emulator, "DescribeVpcEx", {}, { signHost })).json.code, 0);
        assert.equal((await call(emulator, "DescribeVpcEx")).json.code, 4100);
      },
    },
  ],
  lateTimestampCode: [
    {
      set: { lateTimestampCode: "4200" },
      fact: "answers 4200 to an old Timestamp and 4500 to a used nonce",
      check: async (emulator) => {
        const now = Math.floor(Date.now() / 1000);
        assert.equal((await json(emulator, "DescribeVpcEx", { Timestamp: now - 1000 })).code, 4200);
        assert.equal((await json(emulator, "DescribeVpcEx", { Timestamp: now, Nonce: 1 })).code, 0);
        assert.equal((await json(emulator, "DescribeVpcEx", { Timestamp: now, Nonce: 1 })).code, 4500);
      },
    },
  ],
  regions: [
    {
      set: { regions: "any" },
      fact: "accepts any region, but requires one",
      check: async (emulator) => {
        assert.equal((await json(emulator, "DescribeVpcEx", { Region: "cc-private-1" })).totalCount, 0);
        assert.equal((await json(emulator, "DescribeVpcEx", { Region: undefined })).code, 4000);
      },
    },
  ],
  spdAclForm: (["string", "array"] as const).map((form) => ({
    set: { spdAclForm: form },
    fact: `accepts spdAcl in a modify only as ${form}`,
    check: async (emulator) => {
      const vpnConnId = await makeTunnel(emulator);
      const spd = '{"10.0.0.0/24":["172.16.0.0/16"]}';
      const bare = await json(emulator, "ModifyVpnConnEx", { ...target(vpnConnId), spdAcl: spd });
      const indexed = await json(emulator, "ModifyVpnConnEx", { ...target(vpnConnId), "spdAcl.0": spd });
      assert.deepEqual([bare.code, indexed.code], form === "string" ? [0, 4000] : [4000, 0]);
    },
  })),
  modifyNetworks: [
    {
      set: { modifyNetworks: "required" },
      fact: "refuses a modify without networks",
      check: async (emulator) => {
        const vpnConnId = await makeTunnel(emulator);
        const without = { ...target(vpnConnId), vpnConnName: "x" };
        assert.equal((await json(emulator, "ModifyVpnConnEx", without)).code, 4000);
        const withThem = { ...without, "userGwCidrBlock.0": "172.16.0.0/16" };
        assert.equal((await json(emulator, "ModifyVpnConnEx", withThem)).code, 0);
      },
    },
  ],
  interfaceName: [
    {
      set: { interfaceName: "optional" },
      fact: "writes a configuration without an interface name",
      check: async (emulator) => {
        const vpnConnId = await makeTunnel(emulator);
        const device = { vendorname: "cisco", platform: "ios", software: "V15.4" };
        assert.equal((await json(emulator, "GetVpnConnConfig", { vpnConnId, ...device })).code, 0);
      },
    },
  ],
  vpnConnIdFilter: [
    {
      set: { vpnConnIdFilter: "ignored", describeMissing: "5000" },
      fact: "lists every tunnel whatever vpnConnId says",
      check: async (emulator) => {
        assert.equal((await json(emulator, "DescribeVpnConn", { vpnConnId: gone })).totalCount, 0);
        await add(emulator);
        assert.equal((await json(emulator, "DescribeVpnConn", { vpnConnId: gone })).totalCount, 1);
      },
    },
  ],
  onePerPair: [
    {
      set: { onePerPair: "allow" },
      fact: "allows a second tunnel between two gateways",
      check: async (emulator) => {
        await add(emulator);
        assert.equal((await add(emulator)).code, 0);
        assert.equal(emulator.state().vpnConnections.length, 2);
      },
    },
  ],
  uniqueUserGwAddr: [
    {
      set: { uniqueUserGwAddr: "off" },
      fact: "allows two peer gateways of one address",
      check: async (emulator) => {
        const peer = { userGwName: "b", userGwAddr: "198.51.100.202" };
        assert.equal((await json(emulator, "AddUserGw", peer)).code, 0);
        assert.equal((await json(emulator, "AddUserGw", peer)).code, 0);
      },
    },
  ],
  userGwInUse: (["InvalidUserGw.InUse", "allow"] as const).map((value) => ({
    set: { userGwInUse: value },
    fact: `answers ${value} to the deletion of a peer gateway in use`,
    check: async (emulator) => {
      const vpnConnId = await makeTunnel(emulator);
      const answer = await json(emulator, "DeleteUserGw", { userGwId: seed.userGwId });
      assert.equal(answer.codeDesc, value === "allow" ? "Success" : value);
      assert.equal((await json(emulator, "DescribeVpnConn")).totalCount, 1);
      assert.equal((await json(emulator, "DeleteVpnConn", target(vpnConnId))).code, 0);
    },
  })),
  describeMissing: (["InvalidVpnConn.NotFound", "InvalidVpnGw.NotFound", "5000"] as const).map((value) => ({
    set: { describeMissing: value },
    fact: `answers ${value} to a list by the id of a tunnel that does not exist`,
    check: async (emulator) => {
      const answer = await json(emulator, "DescribeVpnConn", { vpnConnId: gone });
      assert.deepEqual([answer.code, answer.codeDesc], [5000, value === "5000" ? undefined : value]);
      assert.equal((await json(emulator, "DescribeVpnConn")).code, 0);
    },
  })),
  missingTunnel: [
    {
      set: { missingTunnel: "InvalidVpnGw.NotFound" },
      fact: "answers modify and reset of a missing tunnel with the misprinted code, delete not",
      check: async (emulator) => {
        for (const [action, codeDesc] of [
          ["ModifyVpnConnEx", "InvalidVpnGw.NotFound"],
          ["ResetVpnConnSA", "InvalidVpnGw.NotFound"],
          ["DeleteVpnConn", "InvalidVpnConn.NotFound"],
        ] as const) {
          assert.equal((await json(emulator, action, target(gone))).codeDesc, codeDesc);
        }
      },
    },
  ],
  listMissing: [
    {
      set: { listMissing: "empty" },
      fact: "answers empty lists for VPCs, gateways and peer gateways that do not exist",
      check: async (emulator) => {
        assert.equal((await json(emulator, "DescribeVpcEx", { vpcId: "vpc-x" })).totalCount, 0);
        assert.equal((await json(emulator, "DescribeVpnGw", { vpcId: "vpc-x" })).totalCount, 0);
        assert.equal((await json(emulator, "DescribeVpnGw", { vpnGwId: "vpngw-x" })).totalCount, 0);
        assert.equal((await json(emulator, "DescribeUserGw", { userGwId: "cgw-x" })).totalCount, "0");
      },
    },
  ],
  describeLagMs: [
    {
      set: { describeLagMs: 500 },
      fact: "lists a new tunnel only after the lag",
      check: async (emulator, clock) => {
        const vpnConnId = await makeTunnel(emulator);
        assert.equal((await json(emulator, "DescribeVpnConn")).totalCount, 0);
        assert.equal((await json(emulator, "ResetVpnConnSA", target(vpnConnId))).code, 0);
        clock.now += 500;
        assert.equal((await json(emulator, "DescribeVpnConn")).totalCount, 1);
      },
    },
  ],
  deletedVisibleMs: [
    {
      set: { deletedVisibleMs: 500 },
      fact: "keeps a deleted tunnel listed in state 4 after its task is done",
      check: async (emulator, clock) => {
        const vpnConnId = await makeTunnel(emulator);
        const { taskId } = (await json(emulator, "DeleteVpnConn", target(vpnConnId))).data;
        assert.equal((await json(emulator, "DescribeVpcTaskResult", { taskId })).data.status, 0);
        assert.equal((await first(emulator)).vpcConnStatus, 4);
        assert.equal((await json(emulator, "DeleteVpnConn", target(vpnConnId))).codeDesc, "InvalidVpnConnState");
        clock.now += 500;
        assert.equal((await json(emulator, "DescribeVpnConn")).totalCount, 0);
      },
    },
  ],
  taskKeepMs: [
    {
      set: { taskKeepMs: 500 },
      fact: "drops the result of a task after that time",
      check: async (emulator, clock) => {
        const { taskId } = (await add(emulator)).data;
        clock.now += 499;
        assert.equal((await json(emulator, "DescribeVpcTaskResult", { taskId })).data.status, 0);
        clock.now += 1;
        assert.equal((await json(emulator, "DescribeVpcTaskResult", { taskId })).code, 5000);
      },
    },
  ],
  timeZone: [
    {
      set: { timeZone: 0 },
      fact: "shows times in UTC",
      check: async (emulator, clock) => {
        await add(emulator);
        const { createTime } = await first(emulator);
        assert.equal(createTime, new Date(clock.now).toISOString().slice(0, 19).replace("T", " "));
      },
    },
  ],
  namePrefix: [
    {
      set: { namePrefix: "id" },
      fact: "stores names with the tunnel's number as a prefix, also after a change",
      check: async (emulator) => {
        const vpnConnId = await makeTunnel(emulator);
        assert.equal((await first(emulator)).vpnConnName, "399_office");
        await json(emulator, "ModifyVpnConnEx", { ...target(vpnConnId), vpnConnName: "new" });
        assert.equal((await first(emulator)).vpnConnName, "399_new");
        await json(emulator, "ModifyVpnConnEx", { ...target(vpnConnId), preSharedKey: "x" });
        assert.equal((await first(emulator)).vpnConnName, "399_new");
      },
    },
  ],
  longNames: [
    {
      set: { longNames: "cut" },
      fact: "cuts names after 60 UTF-16 units, also in the middle of a character, and also after a change",
      check: async (emulator) => {
        const name = `a${"\u{1f600}".repeat(40)}`;
        const cut = `a${"\u{1f600}".repeat(29)}\ud83d`;
        await add(emulator, { vpnConnName: name });
        const { vpnConnName, unVpnConnId } = await first(emulator);
        assert.equal(vpnConnName, cut);
        await json(emulator, "ModifyVpnConnEx", { ...target(unVpnConnId), vpnConnName: `b${name}` });
        assert.equal((await first(emulator)).vpnConnName, `b${cut}`.slice(0, 60));
      },
    },
  ],
  hostBits: [
    {
      set: { hostBits: "mask" },
      fact: "masks host bits",
      check: async (emulator) => {
        await add(emulator, { spdAcl: '{"10.0.0.5/24":["172.123.10.5/16","0.0.0.0/0"]}' });
        const { sourceCidr, destinationCidr } = await first(emulator);
        assert.deepEqual([sourceCidr, destinationCidr], [["10.0.0.0/24"], ["172.123.0.0/16", "0.0.0.0/0"]]);
      },
    },
  ],
  ikeNames: [
    {
      set: { ikeNames: "IKEArr" },
      fact: "calls the nested objects IKEArr and IPSECArr",
      check: async (emulator) => {
        await add(emulator);
        const tunnel = await first(emulator);
        assert.equal(tunnel.IKEArr.exchangeMode, "main");
        assert.equal(tunnel.IPSECArr.securityProto, "ESP");
        assert.equal("IKESet" in tunnel || "IPsecSet" in tunnel, false);
      },
    },
    {
      set: { ikeNames: "mixed" },
      fact: "mixes both names in one list",
      check: async (emulator) => {
        await add(emulator);
        await another(emulator);
        const { data } = await json(emulator, "DescribeVpnConn");
        assert.deepEqual(data.map((tunnel: object) => "IKEArr" in tunnel).toSorted(), [false, true]);
      },
    },
  ],
  ikeShape: [
    {
      set: { ikeShape: "array" },
      fact: "wraps the nested objects in arrays",
      check: async (emulator) => {
        await add(emulator);
        const { IKESet, IPsecSet } = await first(emulator);
        assert.deepEqual([IKESet.length, IPsecSet.length], [1, 1]);
      },
    },
  ],
  lifetimes: [
    {
      set: { lifetimes: "number" },
      fact: "gives lifetimes as numbers",
      check: async (emulator) => {
        await add(emulator);
        const { IKESet, IPsecSet } = await first(emulator);
        const { ipsecSaLifetimeSeconds, ipsecSaLifetimeTraffic } = IPsecSet;
        assert.deepEqual(
          [IKESet.ikeSaLifetimeSeconds, ipsecSaLifetimeSeconds, ipsecSaLifetimeTraffic],
          [86_400, 3600, 1_843_200],
        );
      },
    },
  ],
  integrity: [
    {
      set: { integrity: "sha1" },
      fact: "answers sha1 for sha",
      check: async (emulator) => {
        await add(emulator, { "IPsecSet.integrityAlgorith": "sha" });
        assert.equal((await first(emulator)).IPsecSet.integrityAlgorith, "sha1");
      },
    },
  ],
  netStatus: [
    {
      set: { netStatus: "absent" },
      fact: "leaves netStatus out",
      check: async (emulator) => {
        await add(emulator);
        assert.equal("netStatus" in (await first(emulator, { isNeedConnNet: 1 })), false);
      },
    },
    {
      set: { netStatus: "on-request" },
      fact: "gives netStatus when isNeedConnNet asks for it",
      check: async (emulator) => {
        await add(emulator);
        assert.equal("netStatus" in (await first(emulator)), false);
        assert.equal((await first(emulator, { isNeedConnNet: 1 })).netStatus, "available");
      },
    },
  ],
  preSharedKey: [
    {
      set: { preSharedKey: "hidden" },
      fact: "keeps the key out of every answer",
      check: async (emulator) => {
        const vpnConnId = await makeTunnel(emulator);
        const texts = [
          (await call(emulator, "DescribeVpnConn")).text,
          (await call(emulator, "ModifyVpnConnEx", { ...target(vpnConnId), preSharedKey: "canary-2" })).text,
          (await call(emulator, "DescribeVpnConn")).text,
        ];
        assert.equal(/canary|preSharedKey/.test(texts.join()), false);
      },
    },
  ],
  answerEcho: [
    {
      set: { answerEcho: "taskId" },
      fact: "answers writes with only the documented data.taskId",
      check: async (emulator) => {
        const vpnConnId = await makeTunnel(emulator);
        for (const action of ["ModifyVpnConnEx", "DeleteVpnConn"]) {
          assert.deepEqual(Object.keys((await json(emulator, action, target(vpnConnId))).data), ["taskId"]);
        }
        assert.deepEqual(Object.keys((await add(emulator)).data), ["taskId"]);
      },
    },
  ],
  createVpnConnId: [
    {
      set: { createVpnConnId: "id" },
      fact: "returns the number of the new tunnel",
      check: async (emulator) => {
        const { vpnConnId } = (await add(emulator)).data;
        assert.equal(vpnConnId, emulator.state().vpnConnections[0]?.vpnConnId);
      },
    },
    {
      set: { createVpnConnId: "absent" },
      fact: "leaves vpnConnId out",
      check: async (emulator) => {
        assert.equal("vpnConnId" in (await add(emulator)).data, false);
      },
    },
  ],
  userGwNumbers: [
    {
      set: { userGwNumbers: "number" },
      fact: "gives numbers of peer gateways as numbers",
      check: async (emulator) => {
        const { totalCount, data } = await json(emulator, "DescribeUserGw");
        assert.deepEqual([totalCount, data[0].userGwId, data[0].vpnConnNum], [1, 315, 0]);
      },
    },
  ],
  configShape: [
    {
      set: { configShape: "object" },
      fact: "gives a configuration as an object",
      check: async (emulator) => {
        const vpnConnId = await makeTunnel(emulator);
        const device = { vendorname: "h3c", platform: "comware", software: "V1.0", interfaceName: "x" };
        const { data } = await json(emulator, "GetVpnConnConfig", { vpnConnId, ...device });
        assert.equal(typeof data.configFileInfo, "string");
      },
    },
  ],
  codeType: [
    {
      set: { codeType: "text" },
      fact: "gives code as a text",
      check: async (emulator) => {
        assert.equal((await json(emulator, "DescribeVpcEx")).code, "0");
        assert.equal((await json(emulator, "Nonsense")).code, "6100");
      },
    },
  ],
  successCodeDesc: [
    {
      set: { successCodeDesc: "absent" },
      fact: "omits codeDesc only in accepted answers",
      check: async (emulator) => {
        assert.equal("codeDesc" in (await json(emulator, "DescribeVpcEx")), false);
        assert.equal((await json(emulator, "DeleteVpnConn")).codeDesc, "InvalidParameter");
      },
    },
  ],
  errorCodeDesc: [
    {
      set: { errorCodeDesc: "absent" },
      fact: "omits codeDesc only in refusals",
      check: async (emulator) => {
        assert.equal((await json(emulator, "DescribeVpcEx")).codeDesc, "Success");
        assert.equal("codeDesc" in (await json(emulator, "DeleteVpnConn")), false);
      },
    },
  ],
  commonCodeDesc: [
    {
      set: { commonCodeDesc: "borrowed" },
      fact: "gives common numbers the names of API 3.0",
      check: async (emulator) => {
        assert.equal((await json(emulator, "Nonsense")).codeDesc, "InvalidAction");
      },
    },
  ],
  contentType: [
    {
      set: { contentType: "html" },
      fact: "sends JSON as text/html",
      check: async (emulator) => {
        const answer = await call(emulator, "DescribeVpcEx");
        assert.equal(answer.headers.get("content-type"), "text/html; charset=utf-8");
        assert.equal(answer.json.code, 0);
      },
    },
  ],
  escapedSlashes: [
    {
      set: { escapedSlashes: "off" },
      fact: "leaves slashes as they are",
      check: async (emulator) => {
        assert.ok((await call(emulator, "DescribeVpcEx")).text.includes('"10.0.0.0/16"'));
      },
    },
  ],
  omit: [
    {
      set: { omit: "dhGroupName, IPsecSet,vpnConnName,userGwName" },
      fact: "leaves fields out of entries and of their settings",
      check: async (emulator) => {
        await add(emulator);
        const tunnel = await first(emulator);
        assert.equal("IPsecSet" in tunnel || "vpnConnName" in tunnel || "dhGroupName" in tunnel.IKESet, false);
        assert.equal(tunnel.IKESet.exchangeMode, "main");
        assert.equal("userGwName" in (await json(emulator, "DescribeUserGw")).data[0], false);
        emulator.configure({ set: { omit: "IKESet", ikeNames: "IKEArr", ikeShape: "array" } });
        const other = await first(emulator);
        assert.equal("IKEArr" in other || "IKESet" in other, false);
        assert.equal(other.IPSECArr[0].pfsDhGroup, "null");
      },
    },
  ],
  extraFields: [
    {
      set: { extraFields: "on" },
      fact: "adds undocumented fields",
      check: async (emulator) => {
        assert.ok("x_extra" in (await json(emulator, "DescribeVpcEx")));
      },
    },
  ],
};

describe("emulator switches", () => {
  for (const [name, entries] of Object.entries(cases)) {
    for (const { set, fact, check } of entries) {
      it(`${name}=${set[name as keyof typeof switchTable2]} ${fact}`, async () => {
        const clock = { now: Date.now() };
        const emulator = await startEmulator({ set, clock: () => clock.now });
        try {
          await check(emulator, clock);
        } finally {
          await emulator.stop();
        }
      });
    }
  }

  it("override the number that goes with a module code, but not that of a planted fault", async () => {
    const emulator = await startEmulator({ set: { "code.InvalidVpnConn.NotFound": "4000" } });
    try {
      assert.equal((await json(emulator, "DeleteVpnConn", target(gone))).code, 4000);
      emulator.addFaults([{ action: "*", fault: "code", code: 5100, codeDesc: "InvalidVpnConn.NotFound" }]);
      assert.equal((await json(emulator, "DeleteVpnConn", target(gone))).code, 5100);
    } finally {
      await emulator.stop();
    }
  });

  it("refuse unknown names and values", async () => {
    for (const set of [
      { nonsense: "on" },
      { lifetimes: "odd" },
      { taskKeepMs: -1 },
      { "code.Nonsense": 1 },
      { timeZone: "x" },
    ]) {
      await assert.rejects(startEmulator({ set: set as SwitchSettings }), Error, JSON.stringify(set));
    }
  });
});

describe("emulator quotas", () => {
  it("are off unless asked for, and enforced then", async () => {
    const emulator = await startEmulator({ quotas: true });
    try {
      const rules = (count: number, peers: number): string =>
        JSON.stringify(
          Object.fromEntries(
            Array.from({ length: count }, (_, rule) => [
              `10.0.${rule}.0/24`,
              Array.from({ length: peers }, (__, peer) => `172.16.${peer}.0/24`),
            ]),
          ),
        );
      assert.equal((await add(emulator, { spdAcl: rules(11, 1) })).code, 4000);
      assert.equal((await add(emulator, { spdAcl: rules(1, 51) })).code, 4000);
      assert.equal((await add(emulator, { spdAcl: rules(10, 20) })).code, 0);
      assert.match((await another(emulator))["message"] as string, /200 pairings/);
      for (let index = 0; index < 18; index += 1) {
        const peer = { userGwName: "p", userGwAddr: `198.51.100.${index + 1}` };
        assert.equal((await json(emulator, "AddUserGw", peer)).code, 0);
      }
      const peer = { userGwName: "p", userGwAddr: "198.51.100.250" };
      assert.equal((await json(emulator, "AddUserGw", peer)).codeDesc, "UserGwLimitExceeded");
      emulator.configure({ quotas: false });
      assert.equal((await json(emulator, "AddUserGw", peer)).code, 0);
    } finally {
      await emulator.stop();
    }
  });

  it("limit the tunnels of one peer gateway to 10 and of one VPN gateway to 20", async () => {
    const emulator = await startEmulator({ quotas: true, set: { onePerPair: "allow" } });
    try {
      const counts: number[] = [];
      const second = (await json(emulator, "AddUserGw", { userGwName: "b", userGwAddr: "198.51.100.1" })).userGwId;
      const third = (await json(emulator, "AddUserGw", { userGwName: "c", userGwAddr: "198.51.100.2" })).userGwId;
      for (const userGwId of [seed.userGwId, second, third]) {
        let answer = await add(emulator, { userGwId });
        while (answer.code === 0) {
          answer = await add(emulator, { userGwId });
        }
        assert.equal(answer.codeDesc, "VpnConnLimitExceeded");
        counts.push(emulator.state().vpnConnections.length);
      }
      assert.deepEqual(counts, [10, 20, 20]);
    } finally {
      await emulator.stop();
    }
  });
});

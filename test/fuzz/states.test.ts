import assert from "node:assert/strict";
import fc from "fast-check";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { API_VERSIONS, type ApiVersion } from "../../provider/api/index.ts";
import { CANARY } from "../properties/args.ts";
import { Harness } from "../properties/harness.ts";
import { assertClearError, assertNoCanary } from "../properties/invariants.ts";
import { type Host, ProviderProcess } from "../properties/processes.ts";
import { wire } from "../properties/stack.ts";
import { reached } from "../support/versions.ts";
import { type Edit, edit, edited, wild } from "./mangle.ts";
import { RUNS, SEED } from "./settings.ts";

type Properties = Record<string, unknown>;
type Methods = ReturnType<Host["configure"]>;

const METHODS = ["check", "diff", "create", "read", "update", "delete"] as const;

/** A state or arguments: the true ones with changes, or anything else. */
type Shape = { readonly edits: readonly Edit[] } | { readonly any: unknown } | { readonly with: Properties };

interface Case {
  /** Made the tunnel, whose state is used with it. */
  readonly madeThrough: ApiVersion;
  readonly api: ApiVersion;
  readonly method: (typeof METHODS)[number];
  readonly olds: Shape;
  readonly news: Shape;
  readonly id: "true" | "empty" | "other";
}

const shape: fc.Arbitrary<Shape> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ edits: fc.array(edit, { maxLength: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ any: fc.dictionary(fc.string(), wild) }) },
);

const cases: fc.Arbitrary<Case> = fc.record({
  madeThrough: fc.constantFrom(...API_VERSIONS),
  api: fc.constantFrom(...API_VERSIONS),
  method: fc.constantFrom(...METHODS),
  olds: shape,
  news: shape,
  id: fc.constantFrom("true", "true", "true", "empty", "other"),
});

const ARGS = {
  __urn: "organization:urn:pulumi:dev::fuzz::pulumi-nodejs:dynamic/qcloud:VpnConnection::tunnel",
  vpcId: "vpc-03vihbk9",
  vpnGwId: "vpngw-dystbrkv",
  userGwId: "cgw-e098slul",
  region: "ap-guangzhou",
  vpnConnName: "office",
  preSharedKey: `${CANARY}-psk`,
  spdAcl: { "10.0.0.0/24": ["172.16.10.0/24"], "10.0.1.0/24": ["172.16.11.0/24", "172.16.12.0/24"] },
  ikeSet: {
    propoEncryAlgorithm: "aes-cbc-256",
    ikeSaLifetimeSeconds: 3600,
    remoteIdentity: "fqdn",
    remoteFqdnName: "x",
  },
  ipsecSet: { integrityAlgorithm: "sha", pfsDhGroup: "null" },
  timeouts: { create: "20s", update: "20s", delete: "20s" },
} as const;

const TIMEOUTS = Object.fromEntries(
  ["CREATE", "READ", "UPDATE", "DELETE"].map((operation) => [`QCLOUD_TIMEOUT_${operation}`, "20s"]),
);

/** Cases that failed once. */
const found: Readonly<Record<string, Partial<Case>>> = {
  "refuses to create with arguments that name no region": { method: "create", news: { with: { region: undefined } } },
  "creates where a group of settings is null": { method: "create", news: { with: { ikeSet: null } } },
  "creates with an id that is a number": { method: "create", news: { with: { userGwId: 315, vpnGwId: 547 } } },
  "creates with a number for a text": { method: "create", news: { with: { timeouts: { create: 1 } } } },
  "refuses to compare with rules that are none": { method: "diff", news: { with: { spdAcl: { "": false } } } },
  "compares with a state whose rules are none": { method: "diff", olds: { with: { spdAcl: { a: 5 } } } },
  "refreshes from a state whose lists are none": {
    method: "read",
    olds: { with: { sourceCidr: 5, __given: {}, ikeSet: [], spdAcl: "x", timeouts: 1 } },
  },
  "changes from a state whose lists are none": {
    method: "update",
    olds: { with: { sourceCidr: 5, __given: {}, ikeSet: [], spdAcl: "x", timeouts: 1 } },
  },
  "proposes nothing for an argument that is called as every object's own": {
    method: "check",
    news: { with: { constructor: 1, ...(JSON.parse('{"__proto__":1}') as Properties) } },
  },
};

describe("states and arguments of unknown shape", () => {
  let harness: Harness;
  before(async function () {
    // Loads the provider's modules many times over.
    this.timeout(60_000);
    harness = await Harness.begin();
    Object.assign(process.env, TIMEOUTS);
  });
  after(() => harness.end());

  it(`lead to a result or a clear error, and to no call where they name no tunnel (seed ${SEED})`, async function () {
    this.timeout(10 * 60_000);
    const property = fc.asyncProperty(cases, (one) => tryCase(one));
    await fc.assert(property, { seed: SEED, numRuns: 2 * RUNS });
  });

  for (const api of API_VERSIONS) {
    const usual = {
      madeThrough: api,
      api,
      method: "read",
      olds: { edits: [] },
      news: { edits: [] },
      id: "true",
    } as const;
    for (const [fact, one] of Object.entries(found)) {
      it(`${fact}, through API ${api}`, () => tryCase({ ...usual, ...one }));
    }
  }

  async function tryCase(one: Case): Promise<void> {
    const emulator = await harness.onPort((port) => startEmulator({ port }));
    try {
      await judge(one, emulator);
    } finally {
      await emulator.stop();
    }
  }

  async function judge(one: Case, emulator: Emulator): Promise<void> {
    // What made the tunnel is another process: within one, a resource that goes by another name is taken for a renamed one.
    const [maker, host] = harness.hosts as readonly [Host, Host];
    const making = methodsOf(maker, emulator, one.madeThrough);
    const methods = methodsOf(host, emulator, one.api);
    const within = <T>(call: () => Promise<T>): Promise<T> =>
      harness.time.until(new ProviderProcess(host, undefined).run(call), 60_000, one.method);

    const { inputs } = await making.check({}, ARGS);
    const made = await within(() => making.create(inputs));
    emulator.clearCalls();
    harness.lines.length = 0;
    const olds = shaped(made.outs, one.olds);
    const oldInputs = shaped(inputs, one.olds);
    const news = shaped(one.method === "check" ? ARGS : inputs, one.news);
    const id = { true: made.id, empty: "", other: "vpnx-00000000" }[one.id];
    // A tunnel of API 3.0 may have no VPC.
    const isOf3 = (olds["__origin"] as Properties | null | undefined)?.["api"] === "3.0";
    const needed = ["region", "vpnGwId", "userGwId", ...(isOf3 ? [] : ["vpcId"])];
    const isUsable = id !== "" && needed.every((key) => isText(olds[key]));

    let result: unknown;
    try {
      result = await within<unknown>(() => {
        switch (one.method) {
          case "check":
            return methods.check(oldInputs, news);
          case "diff":
            return methods.diff(id, olds, news);
          case "create":
            return checked(methods, {}, news).then((passed) => methods.create(passed));
          case "read":
            return methods.read(id, olds);
          case "update":
            return checked(methods, oldInputs, news).then((passed) => methods.update(id, olds, passed));
          case "delete":
            return methods.delete(id, olds).then(() => "deleted");
        }
      });
    } catch (error) {
      assertClearError(error);
      if (/cannot be used/.test((error as Error).message)) {
        assert.deepEqual(emulator.calls(), [], "something was called");
      }
    }
    if (result !== undefined) {
      wire(result);
    }
    for (const { reason } of (result as { failures?: { reason: string }[] } | undefined)?.failures ?? []) {
      assertClearError(new Error(reason));
    }
    assert.deepEqual(Object.keys(Object.prototype), []);
    for (const line of harness.lines) {
      assertNoCanary(line, "a line of output");
    }
    if (!isUsable && one.method !== "create") {
      // Before a replacement, `diff` asks what is at the new place, whatever the state says.
      const calls = emulator.calls().filter(({ action }) => one.method !== "diff" || !action.startsWith("Describe"));
      assert.deepEqual(calls, [], "something was called for a state that names no tunnel");
    }
    const stands = emulator.state().vpnConnections.some(({ unVpnConnId }) => unVpnConnId === made.id);
    const denied =
      result === "deleted" || (one.method === "read" && (result as { id?: string } | undefined)?.id === "");
    assert.ok(!(denied && one.id === "true" && stands), "a tunnel that stands is said to be gone");
    assert.ok(stands || (one.method === "delete" && result === "deleted"), "the tunnel is gone");
  }
});

function methodsOf(host: Host, emulator: Emulator, version: ApiVersion): Methods {
  const { api, endpoint } = reached(emulator, version);
  const config: Record<string, string> = {
    "qcloud:explicit": "true",
    "qcloud:api": api,
    "qcloud:endpoint": endpoint,
    "qcloud:secretId": emulator.secretId,
    "qcloud:secretKey": emulator.secretKey,
  };
  return host.configure({ config: { get: (key) => config[key] } });
}

/** The engine creates and updates only with what `check` returned. */
async function checked(methods: Methods, olds: Properties, news: Properties): Promise<Properties> {
  const { inputs, failures } = await methods.check(olds, news);
  if (failures.length > 0) {
    throw new Error(failures.map(({ reason }) => reason).join("; "));
  }
  return wire(inputs);
}

const isText = (value: unknown): boolean => (typeof value === "string" && value !== "") || Number.isFinite(value);

function shaped(whole: object, how: Shape): Properties {
  if ("with" in how) {
    return { ...structuredClone(whole), ...how.with };
  }
  const value = "any" in how ? how.any : edited(whole, how.edits);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Properties) : {};
}

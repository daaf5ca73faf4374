import assert from "node:assert/strict";
import type { Lifecycle } from "../provider/hosts/lifecycles.ts";
import { Operations } from "../provider/hosts/operations.ts";
import { type Call, OperationError } from "../provider/hosts/redacted.ts";
import { type CallOptions, PartialFailure } from "../provider/lifecycle/vpn-connection/index.ts";

type Properties = Record<string, unknown>;

const URN = "urn:pulumi:dev::app::qcloud:index:VpnConnection::office";
const CONFIG = {
  "qcloud:explicit": "true",
  "qcloud:endpoint": "https://cloud.test/v2/index.php",
  "qcloud:secretId": "test-only-secret-id",
  "qcloud:secretKey": "test-only-secret-key",
} as Readonly<Record<string, string>>;
const config = { get: (key: string) => CONFIG[key] };

/** What a lifecycle was called with. */
interface Seen {
  readonly properties: Properties;
  readonly options: CallOptions;
}

/** Operations on a lifecycle that returns what it is given, and a host's call. */
function start(outcome: (seen: Seen) => Properties = ({ properties }) => properties) {
  const seen: Seen[] = [];
  const lines: string[] = [];
  const act = (properties: object, options: CallOptions): Properties => {
    const call: Seen = { properties: { ...properties }, options };
    seen.push(call);
    return outcome(call);
  };
  const lifecycle: Lifecycle<Properties, Properties> = {
    type: "VpnConnection",
    form: "vpnConn",
    place: () => undefined,
    adopted: () => undefined,
    check: async (_settings, _olds, news) => ({
      inputs: news,
      failures: [{ property: "preSharedKey", reason: `preSharedKey ${news["preSharedKey"]} is too short` }],
    }),
    warning: ({ preSharedKey }) => (String(preSharedKey).includes("weak") ? `weak: ${preSharedKey}` : ""),
    diff: () => ({ changes: true, replaces: [], deleteBeforeReplace: true }),
    changedPaths: () => [],
    previewed: (_state, news) => news,
    import: async () => undefined,
    assertFree: async () => {},
    create: async (_settings, inputs, options) => ({ id: "vpnx-1", outputs: act(inputs, options) }),
    read: async (_settings, _id, state, options) => ({ outputs: act(state, options), inputs: {} }),
    update: async (_settings, _id, _olds, news, options) => act(news, options),
    delete: async (_settings, _id, state, options) => {
      act(state, options);
    },
  };
  const say = (line: string): boolean => lines.push(line) > 0;
  const call: Call = { urn: URN, log: { info: say, warn: say, status: say } };
  return { operations: new Operations(lifecycle), call, seen, lines };
}

const inputs = { preSharedKey: "test-only-key-0001", vpcId: "vpc-03vihbk9", __secrets: ["vpcId"] };

describe("what every host does around a lifecycle", () => {
  it("gives the lifecycle the URN of the call, with an empty organization where the host does not know it", async () => {
    const { operations, call, seen } = start();
    await operations.create(call, config, inputs);
    await operations.read({ ...call, urn: `acme:${URN}` }, config, "vpnx-1", inputs);
    await operations.delete({ ...call, urn: undefined }, config, "vpnx-1", { ...inputs, __urn: "as it was" });
    assert.deepEqual(
      seen.map(({ properties }) => properties["__urn"]),
      [`:${URN}`, `acme:${URN}`, "as it was"],
    );
  });

  it("takes the host's limit, then the argument timeouts, then 15 minutes", async () => {
    const { operations, call, seen } = start();
    const given = { ...inputs, timeouts: { update: "90s" } };
    await operations.update({ ...call, timeoutMs: 1000 }, config, "vpnx-1", {}, given);
    await operations.update(call, config, "vpnx-1", {}, given);
    await operations.update(call, config, "vpnx-1", {}, inputs);
    assert.deepEqual(
      seen.map(({ options }) => options.timeoutMs),
      [1000, 90_000, 15 * 60_000],
    );
  });

  it("hands over the signal that cancels the operation", async () => {
    const { operations, call, seen } = start();
    const { signal } = new AbortController();
    await operations.read({ ...call, signal }, config, "vpnx-1", {});
    await operations.read(call, config, "vpnx-1", {});
    assert.deepEqual(
      seen.map(({ options }) => options.signal),
      [signal, undefined],
    );
  });

  it("shows no secret in lines, refusals and errors, and says what the state keeps after a partial failure", async () => {
    const { operations, call, lines } = start(({ properties, options }) => {
      options.log?.(`logs ${properties["preSharedKey"]} and ${properties["vpcId"]}`);
      throw new PartialFailure("vpnx-1", { ...properties, __origin: { vpc: "vpc-03vihbk9" } }, [
        `the task with ${properties["preSharedKey"]} failed`,
      ]);
    });
    const { reasons } = await operations.check(call, config, {}, inputs);
    const error = await operations.create(call, config, inputs).catch((caught: unknown) => caught);
    assert.ok(error instanceof OperationError);
    assert.equal(error.partial?.id, "vpnx-1");
    assert.notDeepEqual(error.partial.outputs["__origin"], { vpc: "vpc-03vihbk9" });
    for (const text of [error.message, ...error.partial.reasons, ...lines, ...reasons]) {
      assert.doesNotMatch(text, /test-only-key-0001|vpc-03vihbk9/);
    }
    assert.equal(lines.length, 1);
  });

  it("warns where arguments are applied, of the resource and without a secret, and not where they are checked", async () => {
    const { operations, call, lines } = start();
    const weak = { ...inputs, preSharedKey: "test-only-weak" };
    await operations.check(call, config, {}, weak);
    assert.deepEqual(lines, []);
    await operations.create(call, config, weak);
    await operations.update(call, config, "vpnx-1", weak, weak);
    await operations.update(call, config, "vpnx-1", weak, inputs);
    assert.deepEqual(lines, Array(2).fill("VpnConnection office: weak: [redacted]"));
  });

  it("names the resource in each warning of a lifecycle too", async () => {
    const { operations, call, lines } = start(({ properties, options }) => {
      options.warn?.("taken up only by its name");
      return properties;
    });
    await operations.create({ ...call, urn: URN.replace("qcloud", "acme:Site$qcloud") }, config, inputs);
    assert.deepEqual(lines, ["VpnConnection office: taken up only by its name"]);
  });

  it("marks outputs that repeat a secret argument", async () => {
    const { operations, call } = start(({ properties }) => ({ ...properties, __origin: { vpc: "vpc-03vihbk9" } }));
    const { outputs } = await operations.create(call, config, inputs);
    const { vpc } = outputs["__origin"] as { vpc: Properties };
    assert.deepEqual(vpc["value"], "vpc-03vihbk9");
  });

  it("keeps what another resource of the stack holds, and says so", async () => {
    const { operations, call, seen, lines } = start();
    await operations.create({ ...call, urn: URN.replace("office", "branch") }, config, inputs);
    await operations.delete(call, config, "vpnx-1", inputs);
    assert.equal(seen.length, 1);
    assert.deepEqual(lines, ["vpnx-1 is kept: branch holds it now, and only office is removed from the state"]);
  });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { API_VERSIONS, type ApiVersion } from "../../provider/api/index.ts";
import { userGateway } from "../../provider/hosts/dynamic/host.ts";
import { assertClearError } from "../properties/invariants.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { reached } from "../support/versions.ts";
import { type Edit, edit, edited, wild } from "./mangle.ts";
import { RUNS, SEED } from "./settings.ts";

type Properties = Record<string, unknown>;
type Api = ReturnType<typeof userGateway.configure>;
type Shape = { readonly edits: readonly Edit[] } | { readonly any: unknown };

const shape: fc.Arbitrary<Shape> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ edits: fc.array(edit, { maxLength: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ any: fc.dictionary(fc.string(), wild) }) },
);

const version = fc.constantFrom(...API_VERSIONS);

const METHODS = ["check", "diff", "create", "read", "update", "delete"] as const;

const TIMEOUTS = { create: "2s", update: "2s", delete: "2s" };

describe("states and arguments of peer gateways of unknown shape", () => {
  quietConsole();

  let emulator: Emulator;
  let made = 0;
  beforeEach(async () => {
    emulator = await startEmulator({ taskMs: 0 });
  });
  afterEach(() => emulator.stop());

  it(`lead to a result or a clear error, and to no gateway that is denied while it stands (seed ${SEED})`, async function () {
    this.timeout(10 * 60_000);
    const property = fc.asyncProperty(version, version, fc.constantFrom(...METHODS), shape, shape, tryCase);
    await fc.assert(property, { seed: SEED, numRuns: 2 * RUNS });
  });

  for (const through of API_VERSIONS) {
    for (const method of ["read", "update", "delete", "diff"] as const) {
      it(`${method === "diff" ? "compare" : method} from a state whose lists are none, through API ${through}`, async () => {
        const { api, id, inputs, outs } = await make(through);
        const olds = { ...outs, __defaults: 1, __given: {}, timeouts: 1, __origin: [] };
        const { result } = await call(api, method, id, olds, { ...inputs, userGwName: "another" });
        assert.ok(result !== undefined);
      });
    }
  }

  function reach(through: ApiVersion): Api {
    const { api, endpoint } = reached(emulator, through);
    const settings: Record<string, string> = {
      "qcloud:explicit": "true",
      "qcloud:api": api,
      "qcloud:endpoint": endpoint,
      "qcloud:secretId": emulator.secretId,
      "qcloud:secretKey": emulator.secretKey,
    };
    return userGateway.configure({ config: { get: (key) => settings[key] } });
  }

  async function make(through: ApiVersion) {
    const api = reach(through);
    made += 1;
    const { inputs } = await api.check(
      {},
      {
        userGwAddr: `198.18.${(made >> 7) & 127}.${1 + (made & 127)}`,
        region: "ap-guangzhou",
        timeouts: TIMEOUTS,
        __urn: `organization:urn:pulumi:dev::fuzz::pulumi-nodejs:dynamic/qcloud:UserGateway::gateway${made}`,
      },
    );
    return { api, inputs, ...(await api.create(inputs)) };
  }

  /** A gateway that was made through one version, used through the same or the other one. */
  async function tryCase(
    madeThrough: ApiVersion,
    through: ApiVersion,
    method: (typeof METHODS)[number],
    oldShape: Shape,
    newShape: Shape,
  ): Promise<void> {
    const { id, inputs, outs } = await make(madeThrough);
    const olds = shaped(outs, oldShape);
    const news = shaped(inputs, newShape);
    const { result, error } = await call(reach(through), method, id, olds, news);
    if (error !== undefined) {
      assertClearError(error);
    }
    for (const { reason } of (result as { failures?: { reason: string }[] } | undefined)?.failures ?? []) {
      assertClearError(new Error(reason));
    }
    const stands = emulator.state().userGateways.some(({ unUserGwId }) => unUserGwId === id);
    const denied = result === "deleted" || (method === "read" && (result as { id?: string } | undefined)?.id === "");
    assert.ok(!(denied && stands), "a peer gateway that stands is said to be gone");
    if (stands) {
      emulator.remove("userGateways", id);
    }
  }
});

async function call(
  api: Api,
  method: (typeof METHODS)[number],
  id: string,
  olds: Properties,
  news: Properties,
): Promise<{ result?: unknown; error?: unknown }> {
  try {
    switch (method) {
      case "check":
        return { result: await api.check(olds, news) };
      case "diff":
        return { result: await api.diff(id, olds, news) };
      case "create":
        return { result: await api.create(await checked(api, {}, news)) };
      case "read":
        return { result: await api.read(id, olds) };
      case "update":
        return { result: await api.update(id, olds, await checked(api, olds, news)) };
      case "delete":
        await api.delete(id, olds);
        return { result: "deleted" };
    }
  } catch (error) {
    return { error };
  }
}

/** The engine creates and updates only with what `check` returned. */
async function checked(api: Api, olds: Properties, news: Properties): Promise<Properties> {
  const { inputs, failures } = await api.check(olds, news);
  if (failures.length > 0) {
    throw new Error(failures.map(({ reason }) => reason).join("; "));
  }
  return inputs;
}

/** Changed somewhere, but for the resource's own name: another one in this process would hold the gateway under the first. */
function shaped(whole: Properties, how: Shape): Properties {
  const value = "any" in how ? how.any : edited(whole, how.edits);
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return { ...(isObject ? (value as Properties) : {}), __urn: whole["__urn"] };
}

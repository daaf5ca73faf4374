import {
  type ApiVersion,
  type Emulator,
  type EmulatorOptions,
  type Fault,
  type Permissions,
  startEmulator,
} from "../../emulator/index.ts";
import { actionIn, actionIn2, codeIn3, endpointOf, faultsIn } from "../support/api-words.ts";
import { ModelEngine } from "../support/model-engine.ts";

/** The API that the tests that run go through. */
let current: ApiVersion = "2.0";

/**
 * A suite that runs through each version of the API. `configFor`, `withEmulator`, `actionsOf`, `plant` and `refusing` follow the version, so
 * that the tests are written once, in the words of API 2.0. A test that cannot exist in one version says why.
 */
export function describeEachApi(title: string, tests: (api: ApiVersion) => void): void {
  for (const api of ["2.0", "3.0"] as const) {
    describe(`${title}, through API ${api}`, () => {
      before(() => {
        current = api;
      });
      after(() => {
        current = "2.0";
      });
      tests(api);
    });
  }
}

export const KEY = "test-only-key-0001";

/** A small program's arguments on a fresh emulator. */
export const args = {
  vpcId: "vpc-03vihbk9",
  vpnGwId: "vpngw-dystbrkv",
  userGwId: "cgw-e098slul",
  preSharedKey: KEY,
  userGwCidrBlock: ["172.16.10.0/24"],
} as const;

let stacks = 0;
const stackOf = new WeakMap<Emulator, string>();

/**
 * One process runs one program, and remembers what its resources hold: each emulator has a stack of its own, since the port of one that has
 * ended may come back.
 */
function stackFor(emulator: Emulator): string {
  const known = stackOf.get(emulator);
  if (known !== undefined) {
    return known;
  }
  stacks += 1;
  stackOf.set(emulator, `dev${stacks}`);
  return `dev${stacks}`;
}

/** The settings that reach an emulator, and the name of the model's stack. */
export const configFor = (
  emulator: Emulator,
  more: Record<string, string> = {},
  api: ApiVersion = current,
): Record<string, string> => ({
  "test:stack": stackFor(emulator),
  "qcloud:explicit": "true",
  "qcloud:api": api,
  "qcloud:endpoint": endpointOf(api, emulator),
  "qcloud:secretId": emulator.secretId,
  "qcloud:secretKey": emulator.secretKey,
  "qcloud:region": "ap-guangzhou",
  ...more,
});

/** Plants faults after those that are planted. */
export const plant = (emulator: Emulator, faults: readonly Fault[]): void =>
  emulator.addFaults(faultsIn(current, faults));

/** Plants faults in place of those that are planted. */
export const plantOnly = (emulator: Emulator, faults: readonly Fault[]): void =>
  emulator.setFaults(faultsIn(current, faults));

/** Permissions whose refusals have a code of API 2.0, or the one of API 3.0 that means the same. */
export function refusing(permissions: Permissions): Permissions {
  const { refusedCode: code, refusedCodeDesc: codeDesc } = permissions;
  return current === "2.0" || code === undefined
    ? permissions
    : { ...permissions, refusedCodeDesc: codeIn3({ code, ...(codeDesc === undefined ? {} : { codeDesc }) }) };
}

/** The name of an action of API 2.0 in messages. */
export const nameOf = (action: string): string => actionIn(current, action);

/** Runs a test with an emulator and an engine of its own, and ends the emulator. */
export async function withEmulator<T>(
  options: EmulatorOptions,
  test: (engine: ModelEngine, emulator: Emulator) => Promise<T>,
): Promise<T> {
  const emulator = await startEmulator(options);
  try {
    return await test(new ModelEngine(configFor(emulator)), emulator);
  } finally {
    await emulator.stop();
  }
}

/** The actions called so far, in order, by their names in API 2.0, which cannot ask for the account. */
export const actionsOf = (emulator: Emulator): string[] =>
  emulator
    .calls()
    .map(({ action }) => actionIn2(action))
    .filter((action) => action !== "GetCallerIdentity");

/** The ids of the tunnels that stand. */
export const tunnelsOf = (emulator: Emulator): string[] =>
  emulator.state().vpnConnections.map(({ unVpnConnId }) => unVpnConnId);

import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator/index.ts";
import { ModelEngine } from "../support/model-engine.ts";

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
export const configFor = (emulator: Emulator, more: Record<string, string> = {}): Record<string, string> => ({
  "test:stack": stackFor(emulator),
  "qcloud:explicit": "true",
  "qcloud:endpoint": emulator.url,
  "qcloud:secretId": emulator.secretId,
  "qcloud:secretKey": emulator.secretKey,
  "qcloud:region": "ap-guangzhou",
  ...more,
});

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

/** The actions called so far, in order. */
export const actionsOf = (emulator: Emulator): string[] => emulator.calls().map(({ action }) => action);

/** The ids of the tunnels that stand. */
export const tunnelsOf = (emulator: Emulator): string[] =>
  emulator.state().vpnConnections.map(({ unVpnConnId }) => unVpnConnId);

import { type Emulator, type EmulatorOptions, startEmulator } from "../../../emulator/index.ts";
import { type EngineStack, type StackOptions, withStack } from "./stack.ts";
import { ownResources, readState, type StateResource } from "./state.ts";
import { onPlugin, programOn } from "./variants.ts";

/** A pre-shared key for tests; it looks like what it is. */
export const testKey = "test-only-pre-shared-key-0001";

/** A tunnel between the gateways of a fresh emulator, with settings that give no warning. */
export const tunnelArgs = {
  vpcId: "vpc-03vihbk9",
  vpnGwId: "vpngw-dystbrkv",
  userGwId: "cgw-e098slul",
  preSharedKey: testKey,
  userGwCidrBlock: ["172.16.10.0/24"],
  ikeSet: { propoEncryAlgorithm: "aes-cbc-256", propoAuthenAlgorithm: "sha", dhGroupName: "group14" },
  ipsecSet: { encryptAlgorithm: "aes-cbc-256", integrityAlgorithm: "sha", pfsDhGroup: "dh-group14" },
} as const;

/**
 * A program with one tunnel.
 *
 * @param args Arguments over those of {@link tunnelArgs}; `undefined` takes one away.
 * @param opts Pulumi's options.
 * @param name The resource's name.
 */
export function tunnelProgram(
  args: Readonly<Record<string, unknown>> = {},
  opts: Readonly<Record<string, unknown>> = {},
  name = "branch",
): string {
  return `
import { VpnConnection } from "pulumi-qcloud-vpn";
const tunnel = new VpnConnection(${JSON.stringify(name)}, ${JSON.stringify({ ...tunnelArgs, ...args })}, ${JSON.stringify(opts)});
export const vpnConnId = tunnel.vpnConnId;
export const status = tunnel.status;
`;
}

/** The same program through the provider plugin. */
export const pluginProgram = (...given: Parameters<typeof tunnelProgram>): string =>
  programOn(onPlugin, tunnelProgram(...given));

/** What {@link withTunnel} gives to a test. */
export interface TunnelTest {
  readonly stack: EngineStack;
  readonly emulator: Emulator;
}

/**
 * Runs a test with an emulator in this process and a stack that speaks to it; both are ended afterwards.
 *
 * @param options Of the emulator, and of the stack (its program is one tunnel by default).
 */
export async function withTunnel(
  options: { emulator?: EmulatorOptions; stack?: Partial<StackOptions> },
  test: (parts: TunnelTest) => Promise<void>,
): Promise<void> {
  const emulator = await startEmulator({ taskMs: 300, ...options.emulator });
  try {
    const stackOptions = { program: tunnelProgram(), emulator, ...options.stack };
    await withStack(stackOptions, (stack) => test({ stack, emulator }));
  } finally {
    await emulator.stop();
  }
}

/** The unified ids of the tunnels that the emulator holds. */
export const standing = (emulator: Emulator): string[] =>
  emulator.state().vpnConnections.map(({ unVpnConnId }) => unVpnConnId);

/** The actions that the emulator was asked for, in order. */
export const actions = (emulator: Emulator): string[] => emulator.calls().map(({ action }) => action);

/** The tunnels in the stack's state. */
export async function recorded(stack: EngineStack): Promise<StateResource[]> {
  return ownResources(await readState(stack));
}

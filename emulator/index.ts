/**
 * An emulator of the VPC API of Tencent Cloud, legacy 2.0 and 3.0, as far as VPN tunnels need it, for tests and
 * demonstrations. It listens on loopback, verifies signatures, keeps state, lets tasks take time, and fails where a test
 * plants a fault. Both APIs show the same resources.
 *
 * ```ts
 * const emulator = await startEmulator({ taskMs: 100 });
 * // QCLOUD_VPC_ENDPOINT=emulator.url, TENCENTCLOUD_SECRET_ID=emulator.secretId, ...
 * // or QCLOUD_API=3.0 QCLOUD_VPC_ENDPOINT=emulator.api3Url
 * console.log(emulator.state().vpnConnections);
 * await emulator.stop();
 * ```
 */

import type { Cloud } from "./cloud.ts";
import { type AccountOptions, addAccount, removeKey, setPermissions } from "./control/accounts.ts";
import { addTunnel, type ForeignVpnConnection } from "./control/add.ts";
import { parseFaults } from "./control/faults.ts";
import {
  patchTask,
  patchUserGateway,
  patchVpc,
  patchVpnGateway,
  type TaskPatch,
  type UserGatewayPatch,
  type VpcPatch,
  type VpnGatewayPatch,
} from "./control/patch.ts";
import { patchTunnel, type VpnConnectionPatch } from "./control/patch-tunnel.ts";
import { removeResource } from "./control/remove.ts";
import type { Fault } from "./faults/types.ts";
import { api3Path, apiPath, controlPath } from "./http/paths.ts";
import { type Listener, listen } from "./http/server.ts";
import { openCloud } from "./open.ts";
import {
  applyOptions,
  checkAddress,
  configure,
  defaultSettings,
  type EmulatorOptions,
  type LiveOptions,
} from "./options.ts";
import type { RecordedCall } from "./requests/call-log.ts";
import type { Permissions } from "./state/permissions.ts";
import { readState } from "./state/read-state.ts";
import { defaultCredential, type SeedIds } from "./state/seed.ts";
import type {
  EmulatorState,
  RemovableKind,
  TaskState,
  UserGatewayState,
  VpcState,
  VpnConnectionState,
  VpnGatewayState,
} from "./state/types.ts";

export type { AccountOptions } from "./control/accounts.ts";
export type { ForeignVpnConnection } from "./control/add.ts";
export type { TaskPatch, UserGatewayPatch, VpcPatch, VpnGatewayPatch } from "./control/patch.ts";
export type { VpnConnectionPatch } from "./control/patch-tunnel.ts";
export type {
  ApiVersion,
  CodeFault,
  DelayFault,
  DropAfterFault,
  DropBeforeFault,
  EndlessFault,
  Fault,
  FaultTarget,
  HalfFault,
  HttpFault,
  StaleFault,
  TaskFailsFault,
  TaskStuckFault,
  TaskUnknownFault,
} from "./faults/types.ts";
export type { EmulatorOptions, LiveOptions, TlsFiles } from "./options.ts";
export type { RecordedCall } from "./requests/call-log.ts";
export type { Api3Settings } from "./state/model.ts";
export type { Permissions } from "./state/permissions.ts";
export type { SeedIds } from "./state/seed.ts";
export type {
  EmulatorState,
  RemovableKind,
  TagState,
  TaskState,
  UserGatewayState,
  VpcState,
  VpnConnectionState,
  VpnGatewayState,
} from "./state/types.ts";
export type { SwitchName, SwitchSettings } from "./switches.ts";

/** A running emulator. */
export interface Emulator {
  /** Endpoint of API 2.0, such as `http://127.0.0.1:40123/v2/index.php`. */
  readonly url: string;
  /** Endpoint of API 3.0, such as `http://127.0.0.1:40123/`. */
  readonly api3Url: string;
  /** Root of the control path, such as `http://127.0.0.1:40123/_emulator`. */
  readonly control: string;
  /** The default key pair's id. */
  readonly secretId: string;
  /** The default key pair's key. */
  readonly secretKey: string;
  /** First resources of the accounts that had none before this start, by account. */
  readonly seeded: ReadonlyMap<string, SeedIds>;
  /** The calls of both APIs in order of arrival, without secrets. A call that is still in progress has code null. */
  calls(): RecordedCall[];
  /** Forgets the calls. */
  clearCalls(): void;
  /** Everything that the emulator holds at this moment, of every account and region. */
  state(): EmulatorState;
  /** Plants faults after those that are planted. Throws for an invalid fault. */
  addFaults(faults: readonly Fault[]): void;
  /** Replaces the planted faults. Throws for an invalid fault. */
  setFaults(faults: readonly Fault[]): void;
  /** Removes every fault. */
  clearFaults(): void;
  /** The faults that are planted and not used up, with their defaults; `times` and `skip` are what is left of them. */
  faults(): Fault[];
  /** Removes a resource at once with everything that depends on it, by either id. False when it does not exist. */
  remove(kind: RemovableKind, id: string): boolean;
  /** Overwrites fields of a tunnel at once, by either id. Throws for an unknown tunnel or field. */
  patchVpnConnection(id: string, patch: VpnConnectionPatch): VpnConnectionState;
  /** Overwrites fields of a VPN gateway at once, by either id. Throws for an unknown gateway or field. */
  patchVpnGateway(id: string, patch: VpnGatewayPatch): VpnGatewayState;
  /** Overwrites fields of a peer gateway at once, by either id. Throws for an unknown gateway or field. */
  patchUserGateway(id: string, patch: UserGatewayPatch): UserGatewayState;
  /** Overwrites fields of a VPC at once, by either id. Throws for an unknown VPC or field. */
  patchVpc(id: string, patch: VpcPatch): VpcState;
  /** Ends a running task at once, also one that would never end. Throws for a task that does not run. */
  patchTask(taskId: number, patch: TaskPatch): TaskState;
  /** Adds a tunnel at once, without the rules and quotas of the API. Throws for an unknown gateway or field. */
  addVpnConnection(tunnel: ForeignVpnConnection): VpnConnectionState;
  /**
   * Adds a key pair, or replaces the one with the same id. A new account gets its first resources, whose ids are
   * returned. Throws for an account that does not exist.
   */
  addAccount(options: AccountOptions): SeedIds | undefined;
  /** Disables a key pair: calls with it are refused. False when it does not exist. */
  removeKey(secretId: string): boolean;
  /**
   * Sets what a key pair may see and change from now on; `undefined` allows everything again. Throws for an unknown key
   * pair or invalid permissions.
   */
  setPermissions(secretId: string, permissions: Permissions | undefined): void;
  /** Changes settings; running tasks keep their ends. Throws for a value out of range. */
  configure(options: LiveOptions): void;
  /** Resolves when every change made in-process is in the data file. */
  flush(): Promise<void>;
  /** Closes every connection, stops listening, and writes the remaining changes to the data file. */
  stop(): Promise<void>;
}

/**
 * Starts an emulator; it listens when the promise resolves.
 *
 * @throws OptionError, SwitchError or AccountError for an invalid option; DataFileError for a data file that is damaged
 * or not ours; ListenError, with the code of node:net such as EADDRINUSE, when it cannot listen.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const address = checkAddress(options);
  const settings = applyOptions(defaultSettings, options);
  const { cloud, seeded } = await openCloud(settings, options);
  const listener = await listen(cloud, address.host, address.port, options.tls);
  try {
    // Reports now, not at the first call, that the file cannot be written. It is written only after the port is bound,
    // so that an emulator that is started a second time on one port does not touch the file of the first.
    await cloud.autosave.flush();
  } catch (error) {
    await listener.close();
    throw error;
  }
  return emulatorOf(cloud, seeded, listener);
}

function emulatorOf(cloud: Cloud, seeded: ReadonlyMap<string, SeedIds>, listener: Listener): Emulator {
  return {
    url: `${listener.origin}${apiPath}`,
    api3Url: `${listener.origin}${api3Path}`,
    control: `${listener.origin}${controlPath}`,
    secretId: defaultCredential.secretId,
    secretKey: defaultCredential.secretKey,
    seeded,
    calls: () => cloud.calls.list(),
    clearCalls: () => cloud.calls.clear(),
    state: () => readState(cloud),
    addFaults: (faults) => cloud.faults.add(parseFaults(faults)),
    setFaults: (faults) => {
      const parsed = parseFaults(faults);
      cloud.faults.clear();
      cloud.faults.add(parsed);
    },
    clearFaults: () => cloud.faults.clear(),
    faults: () => cloud.faults.list(),
    remove: (kind, id) => removeResource(cloud, kind, id),
    patchVpnConnection: (id, patch) => patchTunnel(cloud, id, patch),
    patchVpnGateway: (id, patch) => patchVpnGateway(cloud, id, patch),
    patchUserGateway: (id, patch) => patchUserGateway(cloud, id, patch),
    patchVpc: (id, patch) => patchVpc(cloud, id, patch),
    patchTask: (taskId, patch) => patchTask(cloud, taskId, patch),
    addVpnConnection: (tunnel) => addTunnel(cloud, tunnel),
    addAccount: (options) => addAccount(cloud, options),
    removeKey: (secretId) => removeKey(cloud.store, secretId),
    setPermissions: (secretId, permissions) => setPermissions(cloud.store, secretId, permissions),
    configure: (options) => configure(cloud, options),
    flush: () => cloud.autosave.flush(),
    stop: async () => {
      await listener.close();
      await cloud.autosave.flush();
    },
  };
}

/**
 * An emulator of the legacy VPC API 2.0 of Tencent Cloud, as far as VPN tunnels need it, for tests and demonstrations. It
 * listens on loopback, verifies signatures, keeps state, takes time for tasks and breaks where it is told to.
 *
 * ```ts
 * const emulator = await startEmulator({ taskMs: 100 });
 * // QCLOUD_VPC_ENDPOINT=emulator.url, TENCENTCLOUD_SECRET_ID=emulator.secretId, ...
 * console.log(emulator.state().vpnConnections);
 * await emulator.stop();
 * ```
 */

import type { Cloud, Settings } from "./cloud.ts";
import { patchTunnel, type VpnConnectionPatch } from "./control/patch.ts";
import { parseFaults } from "./control/routes.ts";
import { FaultPlan } from "./faults/plan.ts";
import type { Fault } from "./faults/types.ts";
import { apiPath, controlPath, type Listener, listen } from "./http/server.ts";
import { addAccount, configure } from "./manage.ts";
import { applyOptions, checkAddress, defaultSettings, type EmulatorOptions, type LiveOptions } from "./options.ts";
import { CallLog, type RecordedCall } from "./requests/call-log.ts";
import { NonceMemory } from "./requests/nonces.ts";
import { RateLimit } from "./requests/rate-limit.ts";
import { type AccountOptions, removeKey } from "./state/accounts.ts";
import { Durability } from "./state/autosave.ts";
import { DataFile } from "./state/data-file.ts";
import { fileFormat, fileVersion } from "./state/data-schema.ts";
import { type Permissions, setPermissions } from "./state/permissions.ts";
import { defaultCredential, type SeedIds } from "./state/seed.ts";
import { type RemovableKind, readState, removeThing } from "./state/state.ts";
import { Store } from "./state/store.ts";
import type { EmulatorState, VpnConnectionState } from "./state/types.ts";

export type { VpnConnectionPatch } from "./control/patch.ts";
export type {
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
export type { TlsFiles } from "./http/server.ts";
export type { EmulatorOptions, LiveOptions } from "./options.ts";
export type { RecordedCall } from "./requests/call-log.ts";
export type { AccountOptions } from "./state/accounts.ts";
export type { Permissions } from "./state/permissions.ts";
export type { SeedIds } from "./state/seed.ts";
export type { RemovableKind } from "./state/state.ts";
export type {
  EmulatorState,
  TaskState,
  UserGatewayState,
  VpcState,
  VpnConnectionState,
  VpnGatewayState,
} from "./state/types.ts";
export type { SwitchName, SwitchSettings } from "./switches.ts";

/** A running emulator. */
export interface Emulator {
  /** Endpoint of the API, such as `http://127.0.0.1:40123/v2/index.php`. */
  readonly url: string;
  /** Root of the control path, such as `http://127.0.0.1:40123/_emulator`. */
  readonly control: string;
  /** The default key pair's id. */
  readonly secretId: string;
  /** The default key pair's key. */
  readonly secretKey: string;
  /** First resources of the accounts that had none before this start, by account. */
  readonly seeded: ReadonlyMap<string, SeedIds>;
  /** The calls of the API in order of arrival, without secrets; those under way have code null. */
  calls(): RecordedCall[];
  /** Forgets the calls. */
  clearCalls(): void;
  /** Everything that the emulator holds at this moment, of every account and region. */
  state(): EmulatorState;
  /** Plants faults after those already there. Throws for a fault that makes no sense. */
  addFaults(faults: readonly Fault[]): void;
  /** Plants these faults in place of those there. Throws for a fault that makes no sense. */
  setFaults(faults: readonly Fault[]): void;
  /** Takes every fault away. */
  clearFaults(): void;
  /** The faults that are planted and not used up, defaults filled in; `times` and `skip` say what is left. */
  faults(): Fault[];
  /** Removes a thing at once with all that depends on it, by either id; false when it was not there. */
  remove(kind: RemovableKind, id: string): boolean;
  /** Overwrites fields of a tunnel at once, by either id. Throws for an unknown tunnel or field. */
  patchVpnConnection(id: string, patch: VpnConnectionPatch): VpnConnectionState;
  /** Adds a key pair, or replaces the one of the same id; a new account gets its first resources. */
  addAccount(options: AccountOptions): SeedIds | undefined;
  /** Disables a key pair: calls with it get 4104. False when it was not there. */
  removeKey(secretId: string): boolean;
  /**
   * Sets what a key pair may see and change from now on; `undefined` allows everything again. Throws for an unknown key pair,
   * or permissions that make no sense.
   */
  setPermissions(secretId: string, permissions: Permissions | undefined): void;
  /** Changes settings from now on; running tasks keep their ends. Throws for a value out of range. */
  configure(options: LiveOptions): void;
  /** Resolves when every change made in-process is in the data file. */
  flush(): Promise<void>;
  /** Closes every connection, writes what is not written, and stops listening. */
  stop(): Promise<void>;
}

/**
 * Starts an emulator; it listens when the promise resolves.
 *
 * @throws OptionError, SwitchError or AccountError for an option that makes no sense; DataFileError for a data file that is
 * damaged or not ours; an error of node:net when it cannot listen.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const address = checkAddress(options);
  const settings = applyOptions(defaultSettings, options);
  const { cloud, seeded } = await openCloud(settings, options);
  const listener = await listen(cloud, address.host, address.port, options.tls);
  try {
    // Finds out now, not at the first call, that a file cannot be written; and only after the port was had, so that an
    // emulator that was started twice leaves the first one's file alone.
    await cloud.durability.settled();
  } catch (error) {
    await listener.close();
    throw error;
  }
  return emulatorOf(cloud, seeded, address.host, listener, options.tls === undefined ? "http" : "https");
}

/** The cloud of a data file or a fresh one, with its accounts. */
async function openCloud(
  settings: Settings,
  options: EmulatorOptions,
): Promise<{ cloud: Cloud; seeded: Map<string, SeedIds> }> {
  const clock = options.clock ?? Date.now;
  const file = options.data === undefined ? undefined : new DataFile(options.data);
  const kept = await file?.read();
  // Read through `cloud`, because settings may be exchanged while it runs.
  const retention = (): { deletedVisibleMs: number; taskKeepMs: number } => cloud.settings.switches;
  const store = new Store(retention, kept?.cloud);
  const faults = new FaultPlan(kept?.faults ?? [], () => store.changed());
  const write =
    file === undefined
      ? undefined
      : () => file.write({ format: fileFormat, version: fileVersion, cloud: store.data(), faults: faults.list() });
  const cloud: Cloud = {
    settings,
    store,
    faults,
    calls: new CallLog(),
    nonces: new NonceMemory(),
    rates: new RateLimit(),
    durability: new Durability(() => store.version, write),
    clock,
  };
  const seeded = new Map<string, SeedIds>();
  for (const account of [defaultCredential, ...(options.accounts ?? [])]) {
    const ids = addAccount(cloud, { ...account, token: account.token ?? undefined });
    if (ids !== undefined) {
      seeded.set(account.secretId, ids);
    }
  }
  return { cloud, seeded };
}

function emulatorOf(
  cloud: Cloud,
  seeded: ReadonlyMap<string, SeedIds>,
  host: string,
  listener: Listener,
  scheme: string,
): Emulator {
  const origin = `${scheme}://${host.includes(":") ? `[${host}]` : host}:${listener.port}`;
  return {
    url: `${origin}${apiPath}`,
    control: `${origin}${controlPath}`,
    secretId: defaultCredential.secretId,
    secretKey: defaultCredential.secretKey,
    seeded,
    calls: () => cloud.calls.list(),
    clearCalls: () => cloud.calls.clear(),
    state: () => readState(cloud),
    addFaults: (faults) => cloud.faults.add(parseFaults(faults)),
    setFaults: (faults) => {
      const planted = parseFaults(faults);
      cloud.faults.clear();
      cloud.faults.add(planted);
    },
    clearFaults: () => cloud.faults.clear(),
    faults: () => cloud.faults.list(),
    remove: (kind, id) => removeThing(cloud, kind, id),
    patchVpnConnection: (id, patch) => patchTunnel(cloud, id, patch),
    addAccount: (options) => addAccount(cloud, options),
    removeKey: (secretId) => removeKey(cloud.store, secretId),
    setPermissions: (secretId, permissions) => setPermissions(cloud, secretId, permissions),
    configure: (options) => configure(cloud, options),
    flush: () => cloud.durability.settled(),
    stop: async () => {
      await listener.close();
      await cloud.durability.settled();
    },
  };
}

import type { Deadline } from "../util/deadline.ts";
import type {
  Accepted,
  AddVpnConn,
  Device,
  ModifyVpnConn,
  ReadById,
  TaskState,
  UserGw,
  Vpc,
  VpnConn,
  VpnConnRef,
  VpnGw,
} from "./types.ts";
import type { ApiVersion } from "./version.ts";

/** The context of a call. */
export interface Call {
  /** Short or long code, as it is sent. */
  readonly region: string;
  /** When waiting and retrying end. */
  readonly deadline: Deadline;
  /** Cancels waits and requests; the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Receives progress lines without secrets. */
  readonly log?: (line: string) => void;
  /** Shows a line until the next one replaces it. Returns false if nothing shows it. Default: `log`. */
  readonly status?: (line: string) => boolean;
}

/** The context of a call, with its API. */
export interface Scope extends Call {
  readonly api: VpcApi;
}

export interface ReadOptions {
  /** Whether to use a new connection: a keep-alive connection may always reach the same, outdated replica. Default: false. */
  readonly ownConnection?: boolean;
}

/**
 * The vendor's API, of any version, at one endpoint with one key pair. Each method throws QcloudApiError for an error answer,
 * QcloudTransportError without a usable answer, QcloudTimeoutError after the deadline, or the signal's reason. Ids may be given in either
 * form. Lists are complete and without duplicates. An absent entry proves nothing: `lifecycle/gone.ts` decides.
 */
export interface VpcApi {
  readonly version: ApiVersion;
  /** Whether the status of a tunnel shows that its creation, change or deletion failed. Otherwise only the task does. */
  readonly showsFailures: boolean;
  /** Whether a tunnel can get another peer gateway, so that the peer gateway does not identify it. */
  readonly canMoveTunnels: boolean;
  /** The endpoint and its source, and the signed host if that differs, for messages. */
  describeEndpoint(): string;
  /** The SecretId in short form and its source, for messages. */
  describeCredentials(): string;
  /** The id of the key pair's account; undefined if that cannot be had. Asked once. */
  account(call: Call): Promise<string | undefined>;
  /** What `account` found. */
  readonly knownAccount: string | undefined;
  /** Redacts a secret in every message of this API. */
  hide(secret: string): void;
  /** How long a new call waits for the rate limit, in milliseconds. */
  readonly queueMs: number;

  /** Tunnels of a VPC, of a VPN gateway, or of the region. The service may ignore the filter, so compare the results. */
  listVpnConns(call: Call, filter: { readonly vpcId?: string; readonly vpnGwId?: string }): Promise<VpnConn[]>;
  readVpnConn(call: Call, vpnConnId: string, options?: ReadOptions): Promise<ReadById<VpnConn>>;
  /** Adds to tunnels what the entries of their gateways show, if their own entries do not. */
  withGateways(call: Call, conns: readonly VpnConn[]): Promise<VpnConn[]>;
  /** Creates a tunnel. Retried only if the request certainly did not arrive. */
  addVpnConn(call: Call, what: AddVpnConn): Promise<Accepted>;
  /** Changes a tunnel. */
  modifyVpnConn(call: Call, which: VpnConnRef, what: ModifyVpnConn): Promise<Accepted>;
  /** Changes only the name. */
  renameVpnConn(call: Call, which: VpnConnRef, name: string): Promise<Accepted>;
  /** Starts the deletion of a tunnel. */
  deleteVpnConn(call: Call, which: VpnConnRef): Promise<Accepted>;
  /** Reads the state of a task. */
  pollTask(call: Call, taskId: string): Promise<TaskState>;

  /** Peer gateways of the region. */
  listUserGws(call: Call): Promise<UserGw[]>;
  readUserGw(call: Call, userGwId: string, options?: ReadOptions): Promise<ReadById<UserGw>>;
  /** Creates a peer gateway, retried as `addVpnConn`. @returns its id; "" if the answer has none. */
  addUserGw(call: Call, what: { readonly name: string; readonly address: string }): Promise<string>;
  renameUserGw(call: Call, userGwId: string, name: string): Promise<void>;
  /** Deletes a peer gateway. The effect on tunnels that use it is not documented, so list these first. */
  deleteUserGw(call: Call, userGwId: string): Promise<void>;

  /** VPCs of the region. `until` ends the list at the first match. The service may match parts of `vpcName`. */
  listVpcs(
    call: Call,
    filter: { readonly vpcId?: string; readonly vpcName?: string },
    until?: (vpc: Vpc) => boolean,
  ): Promise<Vpc[]>;
  /** VPN gateways of the region. The service may match parts of `vpnGwName`. */
  listVpnGws(
    call: Call,
    filter: { readonly vpcId?: string; readonly vpnGwId?: string; readonly vpnGwName?: string },
  ): Promise<VpnGw[]>;
  /** Whether a list contains this id. */
  vpcExists(call: Call, id: string): Promise<boolean>;
  vpnGwExists(call: Call, id: string): Promise<boolean>;
  userGwExists(call: Call, id: string): Promise<boolean>;

  /** The configuration of the peer's device for a tunnel, with the pre-shared key in plain text. */
  vpnConnConfig(
    call: Call,
    what: Device & { readonly vpnConnId: string; readonly interfaceName: string },
  ): Promise<string>;
  /** The devices that `vpnConnConfig` supports. */
  listDevices(call: Call): Promise<Device[]>;
}

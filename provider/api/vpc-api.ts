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

/** What a call needs beside its arguments. */
export interface Call {
  /** Region as the API is to receive it, short or long code. */
  readonly region: string;
  /** When waiting and retrying end. */
  readonly deadline: Deadline;
  /** Cancels waits and requests in progress; the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Takes progress lines; they never hold a secret. */
  readonly log?: (line: string) => void;
}

/** A call, and the API that it goes to. */
export interface Scope extends Call {
  readonly api: VpcApi;
}

/** Whether a read takes a connection of its own, since a kept one may always lead to the same, outdated replica. */
export interface ReadOptions {
  readonly ownConnection?: boolean;
}

/**
 * What this package asks of a cloud, whichever version of the vendor's API answers: one account at one endpoint. Each method throws
 * QcloudApiError when the service answers with an error, QcloudTransportError when no usable answer arrives, QcloudTimeoutError when
 * the deadline comes first, or the reason of the signal. Ids may be given in either form. Lists are complete, oldest first, each entry
 * once. An answer that shows nothing proves nothing: `lifecycle/gone.ts` decides.
 */
export interface VpcApi {
  /** The endpoint, where it came from, and the host that is signed where that is another one, for messages. */
  describeEndpoint(): string;
  /** The key pair and where it came from, for messages; nothing secret. */
  describeCredentials(): string;
  /** Keeps a secret out of every message of this API. */
  hide(secret: string): void;
  /** How long a call that begins now waits for the rate limit, in milliseconds. */
  readonly queueMs: number;

  /** Tunnels of a VPC, of a VPN gateway, or of the region. The filter may be ignored: compare what comes back. */
  listVpnConns(call: Call, filter: { readonly vpcId?: string; readonly vpnGwId?: string }): Promise<VpnConn[]>;
  readVpnConn(call: Call, vpnConnId: string, options?: ReadOptions): Promise<ReadById<VpnConn>>;
  /** Makes a tunnel. Sent once; again only when it surely did not arrive. */
  addVpnConn(call: Call, what: AddVpnConn): Promise<Accepted>;
  /** Changes a tunnel. Settings that are left out stay as they are; the networks are always sent whole. */
  modifyVpnConn(call: Call, which: VpnConnRef, what: ModifyVpnConn): Promise<Accepted>;
  /** Changes the name alone. */
  renameVpnConn(call: Call, which: VpnConnRef, name: string): Promise<Accepted>;
  /** Asks for a tunnel's deletion, which an accepted answer only begins. */
  deleteVpnConn(call: Call, which: VpnConnRef): Promise<Accepted>;
  /** How a task stands. */
  pollTask(call: Call, taskId: string): Promise<TaskState>;

  /** Peer gateways of the region. */
  listUserGws(call: Call): Promise<UserGw[]>;
  readUserGw(call: Call, userGwId: string, options?: ReadOptions): Promise<ReadById<UserGw>>;
  /** Makes a peer gateway, sent as `addVpnConn` is. @returns its id; "" where the answer has none. */
  addUserGw(call: Call, what: { readonly name: string; readonly address: string }): Promise<string>;
  renameUserGw(call: Call, userGwId: string, name: string): Promise<void>;
  /** Deletes a peer gateway. What the service does while tunnels use it is not documented: look for them first. */
  deleteUserGw(call: Call, userGwId: string): Promise<void>;

  /** VPCs of the region; `until` ends the list at the first that fits. Of `vpcName` the service may take a part for the whole. */
  listVpcs(
    call: Call,
    filter: { readonly vpcId?: string; readonly vpcName?: string },
    until?: (vpc: Vpc) => boolean,
  ): Promise<Vpc[]>;
  /** VPN gateways of the region. Of `vpnGwName` the service may take a part for the whole. */
  listVpnGws(
    call: Call,
    filter: { readonly vpcId?: string; readonly vpnGwId?: string; readonly vpnGwName?: string },
  ): Promise<VpnGw[]>;
  /** Whether a list shows this VPC. */
  vpcExists(call: Call, id: string): Promise<boolean>;
  /** Whether a list shows this VPN gateway. */
  vpnGwExists(call: Call, id: string): Promise<boolean>;
  /** Whether a list shows this peer gateway. */
  userGwExists(call: Call, id: string): Promise<boolean>;

  /** The configuration text for the device at the other end of a tunnel, with the pre-shared key in clear. */
  vpnConnConfig(
    call: Call,
    what: Device & { readonly vpnConnId: string; readonly interfaceName: string },
  ): Promise<string>;
  /** The devices that there are configuration texts for. */
  listDevices(call: Call): Promise<Device[]>;
}

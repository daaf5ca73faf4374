import type { ApiVersion, Fault, SwitchSettings } from "../../emulator/index.ts";
import type { Cut } from "./processes.ts";

/**
 * Random programs, written as plain JSON so that a failing one can be copied into a test of its own. What a step means where it
 * cannot be done (a tunnel that is not there, a fault that nothing meets) is nothing.
 */

/** The arguments of one `UserGateway`. */
export interface OfficeArgs {
  /** Which of two addresses. */
  readonly address: 0 | 1;
  /** "" for the default name. */
  readonly name: string;
}

/** The arguments of one tunnel; `args.ts` turns them into those of VpnConnection. */
export interface TunnelArgs {
  /** Which of three VPN gateways, and which of the two peer gateways that are this tunnel's own; 2 for the program's `UserGateway`. */
  readonly gateway: 0 | 1 | 2;
  readonly peer: 0 | 1 | 2;
  /** The `UserGateway` that the program declares for this tunnel where `peer` is 2. */
  readonly office: OfficeArgs;
  /** Through API 3.0, which has no legacy ids, they are unified whatever this says. */
  readonly ids: "unified" | "legacy";
  /** Short code, long code, or left to the settings. */
  readonly region: "gz" | "ap-guangzhou" | "";
  /** "" for the default name. */
  readonly name: string;
  /** Number of the pre-shared key. */
  readonly key: number;
  /** Peer networks by number, alone or for networks of the VPC; an odd number has host bits. */
  readonly networks: readonly number[] | Readonly<Record<number, readonly number[]>>;
  readonly ike: Readonly<Record<string, string | number>>;
  readonly ipsec: Readonly<Record<string, string | number>>;
  /** For all operations; "" for the default. */
  readonly timeout: string;
}

/**
 * Who runs an operation: the key pair that made the tunnel; a later one of that account; another account; the first with another
 * default region; the first at another cloud; a key pair of the account from which lists hide the tunnels, or the tunnels and all gateways.
 * For the last three an `up` is only a refresh.
 */
export type Asker = "maker" | "rotated" | "stranger" | "abroad" | "elsewhere" | "narrow" | "blind";

/** Who sees nothing to begin an `up` with. */
export const onlyRefreshes = (as: Asker | undefined): boolean =>
  as === "elsewhere" || as === "narrow" || as === "blind";

/** `pulumi up`, `refresh` or `destroy`, with what breaks meanwhile; faults are in the words of API 2.0 (test/support/api-words.ts). */
export interface OperationStep {
  readonly do: "up" | "refresh" | "destroy";
  /** `up --refresh`. */
  readonly refresh?: boolean;
  readonly as?: Asker;
  readonly faults?: readonly Fault[];
  readonly cut?: Cut;
}

/** A change that somebody makes in the console, or that the operator of the cloud makes. */
export type ConsoleChange =
  | { readonly kind: "remove" }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "key"; readonly key: number }
  | { readonly kind: "peers"; readonly peers: readonly number[] }
  | { readonly kind: "rules"; readonly rules: Readonly<Record<number, readonly number[]>> }
  | { readonly kind: "ike"; readonly set: Readonly<Record<string, string | number>> }
  | { readonly kind: "ipsec"; readonly set: Readonly<Record<string, string | number>> }
  | { readonly kind: "status"; readonly status: 1 | 3 | 5 }
  /** Somebody else makes a tunnel between our two gateways, where none stands. */
  | { readonly kind: "intruder" };

export type Step =
  | OperationStep
  | { readonly do: "change"; readonly tunnel: number; readonly args: Partial<TunnelArgs> }
  /** Takes a tunnel out of the program, or puts it back. */
  | { readonly do: "toggle"; readonly tunnel: number }
  /** Gives the resource another name, without an alias. */
  | { readonly do: "rename"; readonly tunnel: number }
  | { readonly do: "console"; readonly tunnel: number; readonly change: ConsoleChange }
  /** Sets the stack's setting to the other version of the API. */
  | { readonly do: "move" }
  | { readonly do: "wait"; readonly ms: number };

/** One case. */
export interface Program {
  /** The version of the API that it begins with. Default: 2.0. */
  readonly api?: ApiVersion;
  readonly set: SwitchSettings;
  readonly taskMs: number;
  /** Seconds that the service's clock is ahead. */
  readonly clockOffset?: number;
  /** Calls a second that the service takes. */
  readonly rate?: number;
  /** What goes away behind the stack's back before the last destroy, with all that depends on it. */
  readonly lost?: "vpnGateways" | "userGateways" | "vpcs";
  readonly tunnels: readonly TunnelArgs[];
  readonly steps: readonly Step[];
  /** Seed of everything that is drawn by chance while it runs. */
  readonly seed: number;
}

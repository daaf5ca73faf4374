import type { ApiVersion, VpnConnectionState } from "../../emulator/index.ts";
import type { ConsoleChange, OperationStep, Program } from "./program.ts";

/** The settings of each of a tunnel's two objects, as far as random programs give them. */
const SETS: Readonly<Record<string, readonly string[]>> = {
  IKESet: [
    "propoEncryAlgorithm",
    "propoAuthenAlgorithm",
    "exchangeMode",
    "dhGroupName",
    "ikeSaLifetimeSeconds",
    "remoteIdentity",
    "remoteFqdnName",
  ],
  IPsecSet: ["encryptAlgorithm", "integrityAlgorith", "pfsDhGroup", "ipsecSaLifetimeSeconds", "ipsecSaLifetimeTraffic"],
};

/** What has happened in a case so far, as far as it decides what may be expected. */
export class Ledger {
  /** What answers leave out of a tunnel, by its name in `lacking`. */
  readonly #unseen: ReadonlySet<string>;
  /** Whether any of it goes through API 3.0. */
  readonly #meets3: boolean;
  readonly #hidesDeletions: boolean;
  /** Nothing was broken, cut off or changed by others. */
  calm = true;
  /** Only a refresh shows how the tunnels stand. */
  drifted = false;
  /** A task of ours does not end by itself. */
  jammed = false;
  /** Indexes of the tunnels of which a run may have made one that the state does not hold; the next `up` finds it. */
  readonly pending = new Set<number>();
  /** Pairs of gateways that no `up` looks at any more: the program moved away from them when a create had been cut off there. */
  readonly abandoned = new Set<string>();
  /** Indexes of the tunnels of whose `UserGateway` a run may have made one that the state does not hold. */
  readonly pendingOffices = new Set<number>();
  /** Addresses that the program moved away from when a create of a `UserGateway` had been cut off there. */
  readonly abandonedOffices = new Set<string>();
  /** What nobody can see through the API: `lacking` may find it and the preview not. */
  readonly invisible = new Set<string>();

  constructor({ api, set, steps }: Program) {
    this.#meets3 = api === "3.0" || steps.some((one) => one.do === "move");
    this.#hidesDeletions = set.failedDelete === "DELETING";
    const omitted = (set.omit ?? "").split(",").flatMap((name) => SETS[name] ?? [name]);
    // The rules of such a tunnel are not read: nobody wrote what API 3.0 shows of them.
    const rules = this.#meets3 && set.routeType === "StaticRoute" ? ["networks", "pairings"] : [];
    this.#unseen = new Set([...omitted, ...(set.preSharedKey === "hidden" ? ["preSharedKey"] : []), ...rules]);
  }

  /** How many things may stand that the state does not hold. */
  get unknown(): number {
    return this.pending.size + this.pendingOffices.size + this.abandoned.size + this.abandonedOffices.size;
  }

  isAbandoned({ unVpnGwId, userGwAddress }: VpnConnectionState): boolean {
    return this.abandoned.has(`${unVpnGwId} ${userGwAddress}`);
  }

  /** Notes what an operation is about to meet; `changes` where there are tunnels that it may change. */
  begin({ do: what, faults = [], cut, as = "maker" }: OperationStep, changes: boolean, api: ApiVersion): void {
    this.calm &&= faults.length === 0 && cut === undefined && (as === "maker" || as === "rotated");
    // What a process does that outlives its CLI, or did just before it was killed, no state tells of.
    this.drifted ||= cut !== undefined;
    this.jammed ||= faults.some(({ fault }) => fault === "task-stuck");
    if (cut !== undefined && what === "up" && changes) {
      // A change that was cut off, and then taken back in the program.
      this.#hide("pairings", ...this.#unseen);
    }
    const modificationFails = faults.some(({ fault, action }) => /^task-/.test(fault) && action === "ModifyVpnConnEx");
    if (api === "3.0" && modificationFails) {
      // Neither a task nor a status may tell of it.
      this.#hide(...this.#unseen);
    }
    const failing = faults.filter(({ fault }) => fault === "task-fails").map(({ action }) => action);
    this.jammed ||= api === "3.0" && this.#staysInProgress(failing);
  }

  /** Whether API 3.0 shows what failed as what is in progress, so that only its task tells, if that is known. */
  #staysInProgress(actions: readonly string[]): boolean {
    return actions.includes("AddVpnConnEx") || (this.#hidesDeletions && actions.includes("DeleteVpnConn"));
  }

  /** Whether answers leave out settings, so that none shows when a modification of them is done. */
  get leavesOut(): boolean {
    return this.#unseen.size > 0;
  }

  /** Notes a change in the console; `known` where it was made to a tunnel that the state holds. */
  changed(change: ConsoleChange, known: boolean): void {
    if (change.kind === "status") {
      this.jammed ||= this.#meets3 && (change.status === 1 || (this.#hidesDeletions && change.status === 5));
    }
    const changed = change.kind === "key" ? ["preSharedKey"] : "set" in change ? Object.keys(change.set) : [];
    this.#hide(...changed.filter((what) => this.#unseen.has(what)));
    if (change.kind === "rules" || change.kind === "peers") {
      this.#hide("pairings");
      if (!known || this.#unseen.has("networks")) {
        // Which networks of the VPC plain peer networks stand for is the service's choice, known only from before.
        this.#hide("networks");
      }
    }
  }

  #hide(...what: string[]): void {
    for (const one of what) {
      this.invisible.add(one);
    }
  }
}

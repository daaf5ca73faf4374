import { request } from "node:http";
import {
  type ApiVersion,
  type Emulator,
  type EmulatorState,
  startEmulator,
  type UserGatewayState,
  type VpnConnectionPatch,
  type VpnConnectionState,
} from "../../emulator/index.ts";
import { sign, withCommon } from "../emulator/support.ts";
import { omitInBoth } from "../support/api-words.ts";
import { reached } from "../support/versions.ts";
import {
  type BothIds,
  CANARY,
  isOfficeAddress,
  keyHash,
  keyText,
  type Places,
  pairOf,
  peerNetwork,
  rulesOf,
} from "./args.ts";
import type { Harness } from "./harness.ts";
import type { Asker, ConsoleChange, Program, TunnelArgs } from "./program.ts";

/** A key pair, and the token of a temporary one. */
interface KeyPair {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string;
}

const keyPairs: Readonly<Record<"maker" | "rotated" | "stranger" | "narrow" | "blind", KeyPair>> = {
  maker: { secretId: "AKID-model-maker-0001", secretKey: `${CANARY}-secret-key-maker` },
  rotated: {
    secretId: "AKID-model-rotated-0002",
    secretKey: `${CANARY}-secret-key-rotated`,
    token: `${CANARY}-token-rotated`,
  },
  stranger: { secretId: "AKID-model-stranger-0003", secretKey: `${CANARY}-secret-key-stranger` },
  narrow: { secretId: "AKID-model-narrow-0004", secretKey: `${CANARY}-secret-key-narrow` },
  blind: { secretId: "AKID-model-blind-0005", secretKey: `${CANARY}-secret-key-blind` },
};

const OTHERS_KEY = `${CANARY}-psk-of-others`;

const ACCOUNT = "emulator-secret-id";

/** One emulated cloud with gateways for the tunnels of a case, and tunnels of others beside them. */
export class World {
  readonly emulator: Emulator;
  readonly places: Places;
  /** The tunnels of others as they have to stay, by id. */
  readonly others = new Map<string, VpnConnectionState>();
  /** Those of them that stand between two gateways of ours. */
  readonly intruders = new Set<string>();

  /** A cloud with the same accounts and first resources, and without tunnels. */
  readonly #otherCloud: Emulator;

  readonly #clockOffset: number;
  readonly #leavesFailed: boolean;

  private constructor(emulator: Emulator, otherCloud: Emulator, places: Places, { set, clockOffset = 0 }: Program) {
    this.#clockOffset = clockOffset;
    this.#leavesFailed = set.failedCreate !== "absent";
    this.emulator = emulator;
    this.#otherCloud = otherCloud;
    this.places = places;
  }

  async stop(): Promise<void> {
    await Promise.all([this.emulator.stop(), this.#otherCloud.stop()]);
  }

  static async start(program: Program, harness: Harness): Promise<World> {
    const { taskMs, clockOffset = 0, rate = 0 } = program;
    const { omit } = program.set;
    const set = omit === undefined ? program.set : { ...program.set, omit: omitInBoth(omit) };
    const emulator = await harness.onPort((port) => startEmulator({ port, set, clockOffset }));
    const otherCloud = await harness.onPort((port) => startEmulator({ port }));
    for (const cloud of [emulator, otherCloud]) {
      cloud.addAccount({ ...keyPairs.maker, account: ACCOUNT });
      cloud.addAccount({ ...keyPairs.rotated, account: ACCOUNT });
    }
    emulator.addAccount(keyPairs.stranger);
    emulator.addAccount({
      ...keyPairs.narrow,
      account: ACCOUNT,
      permissions: { hidden: ["vpnConnections"] },
    });
    emulator.addAccount({
      ...keyPairs.blind,
      account: ACCOUNT,
      permissions: { hidden: ["vpnConnections", "userGateways", "vpnGateways", "vpcs"] },
    });
    const world = new World(
      emulator,
      otherCloud,
      await makePlaces(emulator, program.tunnels.length, clockOffset),
      program,
    );
    const { gateways, peers } = world.places;
    const last = peers.length - 1;
    // On a gateway of ours, on both gateways of theirs, and to a peer of ours; two have names that ours may have.
    await world.makeOther(gateways[0], peers[last], "office");
    await world.makeOther(gateways.at(-1), peers[last], "theirs");
    await world.makeOther(gateways.at(-1), peers[0], "branch 1");
    emulator.configure({ taskMs, rate });
    emulator.clearCalls();
    return world;
  }

  /** The settings of somebody who asks. */
  config(asker: Asker, version: ApiVersion): Record<string, string> {
    const { secretId, secretKey, token } = keyPairs[asker === "abroad" || asker === "elsewhere" ? "maker" : asker];
    const { api, endpoint } = reached(asker === "elsewhere" ? this.#otherCloud : this.emulator, version);
    return {
      "qcloud:explicit": "true",
      "qcloud:api": api,
      "qcloud:endpoint": endpoint,
      "qcloud:secretId": secretId,
      "qcloud:secretKey": secretKey,
      "qcloud:region": asker === "abroad" ? "ap-shanghai" : "ap-guangzhou",
      ...(token === undefined ? {} : { "qcloud:token": token }),
    };
  }

  /** The tunnels that the provider made. */
  ours(): VpnConnectionState[] {
    return this.#tunnels().filter(({ unVpnConnId }) => !this.others.has(unVpnConnId));
  }

  /** The tunnels that stand. */
  #tunnels(): readonly VpnConnectionState[] {
    const { vpnConnections } = this.emulator.state();
    // What was not made is only a record of the emulator where API 3.0 does not show it.
    return this.#leavesFailed ? vpnConnections : vpnConnections.filter(({ vpcConnStatus }) => vpcConnStatus !== 1);
  }

  /** The peer gateways that the provider made. */
  offices(): UserGatewayState[] {
    return this.emulator.state().userGateways.filter(({ userGwAddr }) => isOfficeAddress(userGwAddr));
  }

  /** Whether a tunnel or a peer gateway stands. */
  stands(id: string): boolean {
    return this.find(id) !== undefined || this.offices().some(({ unUserGwId }) => unUserGwId === id);
  }

  find(id: string): VpnConnectionState | undefined {
    return this.#tunnels().find(({ unVpnConnId }) => unVpnConnId === id);
  }

  /** Makes a tunnel of somebody else; false when the service refuses it. */
  async makeOther(gateway: BothIds | undefined, peer: BothIds | undefined, name: string): Promise<string | undefined> {
    const before = new Set(this.emulator.state().vpnConnections.map(({ unVpnConnId }) => unVpnConnId));
    await act(this.emulator, this.#clockOffset, "AddVpnConnEx", {
      vpcId: this.places.vpc.unified,
      vpnGwId: gateway?.unified ?? "",
      userGwId: peer?.unified ?? "",
      vpnConnName: name,
      preSharedKey: OTHERS_KEY,
      "userGwCidrBlock.0": "192.0.2.0/24",
    });
    // A request of a killed process may arrive meanwhile; it has another key.
    const made = this.emulator
      .state()
      .vpnConnections.find(
        ({ unVpnConnId, preSharedKeySha256 }) => !before.has(unVpnConnId) && preSharedKeySha256 === keyHash(OTHERS_KEY),
      );
    if (made === undefined) {
      return undefined;
    }
    this.others.set(made.unVpnConnId, made);
    return made.unVpnConnId;
  }

  /**
   * Makes a change in the console to the tunnel between two gateways; returns the tunnel's id where there was one to change.
   * @param ourName the name that an intruder takes: the one that our tunnel there has or would have.
   */
  async change(index: number, args: TunnelArgs, change: ConsoleChange, ourName: string): Promise<string | undefined> {
    const { gateway, address, peer } = pairOf(this.places, index, args);
    if (change.kind === "intruder") {
      if (peer === undefined) {
        // It would keep the program's own peer gateway from being deleted.
        return undefined;
      }
      const made = await this.makeOther(gateway, peer, ourName);
      if (made !== undefined) {
        this.emulator.patchVpnConnection(made, { vpcConnStatus: 6 });
        this.others.set(made, this.find(made) as VpnConnectionState);
        this.intruders.add(made);
      }
      return undefined;
    }
    const tunnel = this.ours().find(
      ({ unVpnGwId, userGwAddress }) => unVpnGwId === gateway.unified && userGwAddress === address,
    );
    if (tunnel === undefined) {
      return undefined;
    }
    if (change.kind === "remove") {
      this.emulator.remove("vpnConnections", tunnel.unVpnConnId);
    } else {
      this.emulator.patchVpnConnection(tunnel.unVpnConnId, patchOf(change));
    }
    return tunnel.unVpnConnId;
  }

  /** Takes the gateways of ours or the VPC away, with all tunnels there. */
  lose(kind: NonNullable<Program["lost"]>): void {
    const { vpc, gateways, peers } = this.places;
    const ids = { vpcs: [vpc], vpnGateways: gateways.slice(0, -1), userGateways: peers.slice(0, -1) }[kind];
    for (const { unified } of ids) {
      this.emulator.remove(kind, unified);
    }
    if (kind === "userGateways") {
      for (const { unUserGwId } of this.offices()) {
        this.emulator.remove(kind, unUserGwId);
      }
    }
    for (const id of this.others.keys()) {
      if (this.find(id) === undefined) {
        this.others.delete(id);
      }
    }
  }

  removeIntruders(): void {
    for (const id of this.intruders) {
      this.emulator.remove("vpnConnections", id);
      this.others.delete(id);
    }
    this.intruders.clear();
  }
}

function patchOf(change: Exclude<ConsoleChange, { kind: "remove" | "intruder" }>): VpnConnectionPatch {
  switch (change.kind) {
    case "name":
      return { vpnConnName: change.name };
    case "key":
      return { preSharedKey: keyText(change.key) };
    case "peers":
      return { destinationCidr: change.peers.map(peerNetwork) };
    case "rules":
      return { spdAcl: rulesOf(change.rules) };
    case "ike":
      return { IKESet: change.set };
    case "ipsec":
      return { IPsecSet: change.set };
    case "status":
      return { vpcConnStatus: change.status };
  }
}

async function makePlaces(emulator: Emulator, tunnels: number, offset: number): Promise<Places> {
  const before = emulator.state();
  const isOwn = ({ account }: { account: string }): boolean => account === ACCOUNT;
  const vpc = before.vpcs.find(isOwn);
  for (const name of ["second", "third", "theirs"]) {
    const order = { name, vpcId: vpc?.unVpcId ?? "", bandwidth: "5", chargeType: "POSTPAID_BY_HOUR" };
    await act(emulator, offset, "RunVpnGw", order);
  }
  for (let peer = 1; peer <= 2 * tunnels; peer += 1) {
    await act(emulator, offset, "AddUserGw", { userGwName: `peer ${peer}`, userGwAddr: `203.0.113.${100 + peer}` });
  }
  const state: EmulatorState = emulator.state();
  return {
    vpc: { unified: vpc?.unVpcId ?? "", legacy: vpc?.vpcId ?? "" },
    gateways: state.vpnGateways
      .filter(isOwn)
      .map(({ unVpnGwId, vpnGwId }) => ({ unified: unVpnGwId, legacy: String(vpnGwId) })),
    peers: state.userGateways.filter(isOwn).map(({ unUserGwId, userGwId, userGwAddr }) => ({
      unified: unUserGwId,
      legacy: String(userGwId),
      address: userGwAddr,
    })),
  };
}

/** Calls an action as somebody else would, with a signer that is not the provider's. */
async function act(
  emulator: Emulator,
  clockOffset: number,
  action: string,
  parameters: Record<string, string>,
): Promise<void> {
  const Timestamp = Math.floor(Date.now() / 1000) + clockOffset;
  const signed: Record<string, string> = withCommon({ Action: action, Timestamp, ...parameters }, emulator.secretId);
  signed["Signature"] = sign("POST", new URL(emulator.url).host, signed, emulator.secretKey);
  await new Promise<void>((resolve, reject) => {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const sent = request(emulator.url, { method: "POST", headers, agent: false }, (response) => {
      response.resume().once("end", resolve);
    });
    sent.once("error", reject);
    sent.end(new URLSearchParams(signed).toString());
  });
}

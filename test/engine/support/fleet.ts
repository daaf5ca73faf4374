import assert from "node:assert/strict";
import {
  type Emulator,
  type EmulatorOptions,
  type EmulatorState,
  type Fault,
  startEmulator,
} from "../../../emulator/index.ts";
import { call, seed } from "../../emulator/support.ts";
import { type CallIn2, callIn2, faultsIn } from "../../support/api-words.ts";
import { type Others, plantOther } from "./others.ts";
import { projectName } from "./project.ts";
import { type EngineStack, type StackOptions, withStack } from "./stack.ts";
import { type Deployment, ownResources, readState, type StateResource } from "./state.ts";
import { tunnelArgs } from "./tunnels.ts";
import { typeOn, type Variant } from "./variants.ts";

type Tunnel = EmulatorState["vpnConnections"][number];
type Args = Readonly<Record<string, unknown>>;

/** What one tunnel of a fleet is made with, over `tunnelArgs` and its own peer gateway. */
export interface Member {
  readonly args?: Args;
  /** Pulumi's options. */
  readonly opts?: Args;
}

/** What a fleet is made of. */
export interface FleetOptions {
  /** The names of its tunnels. Each has a peer gateway of its own, all have one VPN gateway. */
  readonly tunnels: readonly string[];
  readonly emulator?: EmulatorOptions;
  /** What it runs on. Default: dynamic resources and API 2.0. */
  readonly on?: Variant;
  readonly stack?: Partial<StackOptions>;
}

/** What emulator and state held at one moment. */
export interface Sight {
  readonly cloud: EmulatorState;
  readonly state: Deployment;
}

/** Several tunnels in one stack, with a tunnel of somebody else among them that must stay as it is. */
export class Fleet {
  readonly emulator: Emulator;
  readonly stack: EngineStack;
  /** The peer gateway of each tunnel, by the tunnel's name. */
  readonly peers: ReadonlyMap<string, string>;
  readonly #others: Others;

  constructor(emulator: Emulator, stack: EngineStack, peers: ReadonlyMap<string, string>, others: Others) {
    this.emulator = emulator;
    this.stack = stack;
    this.peers = peers;
    this.#others = others;
  }

  /** The names of the tunnels. */
  get names(): string[] {
    return [...this.peers.keys()];
  }

  /**
   * Replaces the program.
   *
   * @param members What differs from a plain tunnel, by name; `undefined` leaves a tunnel out.
   */
  async program(members: Readonly<Record<string, Member | undefined>>): Promise<void> {
    await this.stack.setProgram(fleetProgram(this.peers, members));
  }

  /** What it runs on. */
  get on(): Variant {
    return this.stack.on;
  }

  /** Replaces the planted faults by some that are written for API 2.0. */
  setFaults(faults: readonly Fault[]): void {
    this.emulator.setFaults(faultsIn(this.on.api, faults));
  }

  /** Plants more faults that are written for API 2.0. */
  addFaults(faults: readonly Fault[]): void {
    this.emulator.addFaults(faultsIn(this.on.api, faults));
  }

  /**
   * The calls so far, in the words of API 2.0 whatever the provider speaks; without the question for the account, which API 2.0 does not have.
   *
   * @param action Only the calls of this action.
   */
  calls(action?: string): CallIn2[] {
    const calls = this.emulator.calls().map(callIn2);
    return calls.filter((one) => (action === undefined ? one.action !== "GetCallerIdentity" : one.action === action));
  }

  /** The URN of a tunnel. */
  urn(name: string): string {
    return `urn:pulumi:${this.stack.name}::${projectName}::${typeOn(this.on, "VpnConnection")}::${name}`;
  }

  /** Our tunnels as they stand, by their peer gateway; more than one of a name is an error. */
  tunnel(name: string): Tunnel | undefined {
    const found = this.standing().filter(({ unUserGwId }) => unUserGwId === this.peers.get(name));
    assert.ok(found.length <= 1, `${name} stands ${found.length} times`);
    return found[0];
  }

  /** The unified id of a tunnel that stands. */
  id(name: string): string {
    const tunnel = this.tunnel(name);
    assert.ok(tunnel !== undefined, `${name} does not stand`);
    return tunnel.unVpnConnId;
  }

  /** The tunnels that stand and are not somebody else's. */
  standing(): Tunnel[] {
    return this.emulator.state().vpnConnections.filter(({ unVpnConnId }) => !this.#others.ids.has(unVpnConnId));
  }

  /**
   * Lets somebody else make one more tunnel.
   *
   * The service must allow several tunnels between two gateways where one of ours stands there.
   *
   * @param name The tunnel of ours between whose gateways it stands.
   * @param parameters More parameters of AddVpnConnEx.
   * @returns Its id.
   */
  async plantOther(name: string, parameters: Readonly<Record<string, string>> = {}): Promise<string> {
    return await this.#others.add({ userGwId: this.peers.get(name) ?? "", ...parameters });
  }

  /** Lets somebody else make a tunnel beside each of ours, between the same two gateways. */
  async plantTwins(): Promise<void> {
    this.emulator.configure({ set: { onePerPair: "allow" } });
    for (const name of this.names) {
      await this.plantOther(name);
    }
  }

  /** Waits until something is so, two minutes at most. */
  async until(isSo: () => boolean): Promise<void> {
    for (const deadline = Date.now() + 120_000; !isSo(); ) {
      assert.ok(Date.now() < deadline, `never: ${isSo}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** What emulator and state hold now. The tunnels of others must be what they were. */
  async see(): Promise<Sight> {
    this.#others.assertUntouched();
    return { cloud: this.emulator.state(), state: await readState(this.stack) };
  }

  /** The tunnels in the state, by name. */
  async recorded(): Promise<Map<string, StateResource>> {
    const resources = ownResources(await readState(this.stack));
    return new Map(resources.map((resource) => [resource.urn.split("::").at(-1) ?? "", resource]));
  }

  /**
   * Holds emulator and state against each other: exactly these tunnels stand, and exactly these are in the state, with
   * the same ids.
   *
   * @param names The tunnels' names.
   */
  async assertAgree(names: readonly string[]): Promise<void> {
    this.#others.assertUntouched();
    const recorded = await this.recorded();
    assert.deepEqual([...recorded.keys()].sort(), [...names].sort(), "the tunnels in the state");
    const inState = [...recorded.values()].map(({ id }) => id).sort();
    assert.deepEqual(
      this.standing()
        .map(({ unVpnConnId }) => unVpnConnId)
        .sort(),
      inState,
      "the tunnels that stand",
    );
  }

  /**
   * Nothing of ours stands, and nothing is in the state; no deletion or change is unfinished. (The record of a create that was
   * killed stays in the state until a refresh clears it, says the engine, whatever became of the tunnel.)
   */
  async assertNothingLeft(): Promise<void> {
    this.#others.assertUntouched();
    const { resources, pending_operations } = await readState(this.stack);
    assert.deepEqual(this.standing(), [], "tunnels that stand");
    assert.deepEqual(urnsOf(resources), [], "resources in the state");
    const unfinished = pending_operations.filter(({ type }) => type !== "creating").map(({ resource }) => resource);
    assert.deepEqual(urnsOf(unfinished), [], "unfinished operations");
  }
}

/**
 * What calls of an action were answered with.
 *
 * @param calls The calls, as {@link Fleet.calls} has them.
 * @param action The action in API 2.0.
 * @param named The ids that they name, by the name of the parameter in API 2.0.
 */
export function answersTo(
  calls: readonly CallIn2[],
  action: string,
  named: Readonly<Record<string, string | undefined>>,
): CallIn2["answer"][] {
  return calls
    .filter((one) => one.action === action)
    .filter(({ parameters }) => Object.entries(named).every(([name, id]) => parameters[name] === id))
    .map(({ answer }) => answer);
}

const urnsOf = (resources: readonly StateResource[]): string[] => resources.map(({ urn }) => urn);

/**
 * A program with tunnels.
 *
 * @param peers Peer gateways by the tunnels' names.
 * @param members What differs from a plain tunnel.
 */
export function fleetProgram(
  peers: ReadonlyMap<string, string>,
  members: Readonly<Record<string, Member | undefined>>,
): string {
  const lines = [...peers]
    .filter(([name]) => !(name in members) || members[name] !== undefined)
    .map(([name, userGwId]) => {
      const args = { ...tunnelArgs, userGwId, ...members[name]?.args };
      return `new VpnConnection(${JSON.stringify(name)}, ${JSON.stringify(args)}, ${JSON.stringify(members[name]?.opts ?? {})});`;
    });
  return ['import { VpnConnection } from "pulumi-qcloud-vpn";', ...lines, ""].join("\n");
}

/**
 * Runs something with an emulator in this process, a tunnel of somebody else in it, and a stack whose program is the fleet.
 * Whatever is done, the tunnels of others must be in the end what they were.
 */
export async function withFleet<T>(options: FleetOptions, run: (fleet: Fleet) => Promise<T>): Promise<T> {
  const emulator = await startEmulator({ taskMs: 200, ...options.emulator });
  try {
    const peers = new Map<string, string>();
    for (const [index, name] of options.tunnels.entries()) {
      peers.set(name, await addPeer(emulator, name, `203.0.113.${index + 20}`));
    }
    const others = await plantOther(emulator);
    emulator.clearCalls();
    const on = options.on === undefined ? {} : { on: options.on };
    const stackOptions = { program: fleetProgram(peers, {}), emulator, ...on, ...options.stack };
    return await withStack(stackOptions, async (stack) => {
      const result = await run(new Fleet(emulator, stack, peers, others));
      others.assertUntouched();
      return result;
    });
  } finally {
    await emulator.stop();
  }
}

/** Makes a peer gateway through the API and returns its unified id. */
export async function addPeer(emulator: Emulator, userGwName: string, userGwAddr: string): Promise<string> {
  const { json, text } = await call(emulator, "AddUserGw", { userGwName, userGwAddr });
  assert.equal(typeof json?.userGwId, "string", text);
  return json.userGwId as string;
}

export { seed };

import assert from "node:assert/strict";
import type { Emulator, EmulatorState } from "../../../emulator/index.ts";
import { call, makeTunnel, seed } from "../../emulator/support.ts";
import { callIn2 } from "../../support/api-words.ts";

type Tunnel = EmulatorState["vpnConnections"][number];

/** Actions that change a tunnel. */
const writes = ["ModifyVpnConnEx", "DeleteVpnConn", "ResetVpnConnSA"];

/** Tunnels that somebody else made in the same account, and what they were. */
export class Others {
  readonly #emulator: Emulator;
  readonly #made = new Map<string, Omit<Tunnel, "createTime">>();

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
  }

  /** Their ids. */
  get ids(): ReadonlySet<string> {
    return new Set(this.#made.keys());
  }

  /**
   * Makes one more, as somebody at the console would: through the API, at once.
   *
   * @param parameters Over those of a tunnel between the first VPN gateway and a peer gateway of its own.
   */
  async add(parameters: Readonly<Record<string, string>>): Promise<string> {
    const id = await makeTunnel(this.#emulator, {
      vpnConnName: `other-${this.#made.size}`,
      preSharedKey: "canary-key-of-somebody-else",
      "userGwCidrBlock.0": "192.168.7.0/24",
      ...parameters,
    });
    for (const deadline = Date.now() + 60_000; ; ) {
      const tunnel = this.#find(id);
      assert.ok(tunnel !== undefined && Date.now() < deadline, `${id} does not come to run`);
      if (tunnel.vpcConnStatus === 6) {
        this.#made.set(id, tunnel);
        return id;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Counts a tunnel that stands already as somebody else's. */
  mark(id: string): void {
    const tunnel = this.#find(id);
    assert.ok(tunnel !== undefined, `${id} does not stand`);
    this.#made.set(id, tunnel);
  }

  /** Every one of them is what it was when it was made, and no call that changes a tunnel named one. */
  assertUntouched(): void {
    for (const [id, tunnel] of this.#made) {
      assert.deepEqual(this.#find(id), tunnel, "a tunnel of somebody else");
    }
    const meant = this.#emulator
      .calls()
      .map(callIn2)
      .filter(({ action, parameters }) => writes.includes(action) && this.#made.has(parameters["vpnConnId"] ?? ""));
    assert.deepEqual(meant, [], "calls that would change a tunnel of somebody else");
  }

  /** Without the time of its creation, which is shown by a clock that a test may set. */
  #find(id: string): Omit<Tunnel, "createTime"> | undefined {
    const found = this.#emulator.state().vpnConnections.find(({ unVpnConnId }) => unVpnConnId === id);
    if (found === undefined) {
      return undefined;
    }
    const { createTime: _shown, ...tunnel } = found;
    return tunnel;
  }
}

/** Lets somebody else make a tunnel on the first VPN gateway, to a peer gateway of theirs. */
export async function plantOther(emulator: Emulator): Promise<Others> {
  const { json } = await call(emulator, "AddUserGw", { userGwName: "of somebody else", userGwAddr: "203.0.113.250" });
  const others = new Others(emulator);
  await others.add({ ...seed, userGwId: json.userGwId as string });
  return others;
}

import assert from "node:assert/strict";
import type { CommandResult, EngineCommand } from "../support/command.ts";
import { type Fleet, withFleet } from "../support/fleet.ts";
import type { Cut, Program, Step } from "./program.ts";

/** What all secrets of a case have in common. */
const CANARY = "canary-engine";

/** Texts of errors that were not meant for anybody. */
const ACCIDENTS = /TypeError|ReferenceError|RangeError|\[object Object\]|is not a function|Cannot read prop/;

/** So long, milliseconds, a provider that waits or repeats is quiet at most. */
const QUIET_MS = 5000;

const keyText = (key: number): string => `${CANARY}-key-${key}-0001`;

/** Runs one case on the real engine, and looks after each step that ends whether all is as promised. */
export async function play(program: Program): Promise<void> {
  const tunnels = program.tunnels.map((_, index) => `t${index}`);
  await withFleet({ tunnels, emulator: { taskMs: program.taskMs } }, async (fleet) => {
    const game = new Game(fleet, program);
    await game.declare();
    for (const [index, step] of program.steps.entries()) {
      await game.step(step).catch((error: unknown) => {
        throw new Error(`step ${index + 1} of ${program.steps.length}, ${JSON.stringify(step)}`, { cause: error });
      });
    }
    await game.conclude();
  });
}

class Game {
  readonly #fleet: Fleet;
  readonly #declared: { key: number; network: number; isThere: boolean; vpnConnId?: string }[];
  /** Tunnels whose creation was cut off when no state told of it yet: the next `up` that declares them finds them. */
  readonly #pending = new Set<string>();
  /** A CLI was killed whose provider may live on. */
  #isHaunted = false;

  constructor(fleet: Fleet, program: Program) {
    this.#fleet = fleet;
    this.#declared = program.tunnels.map((one) => ({ ...one, isThere: true }));
  }

  /** Writes the program. */
  async declare(): Promise<void> {
    const members = this.#declared.map(({ key, network, isThere, vpnConnId }, index) => {
      const args = { preSharedKey: keyText(key), userGwCidrBlock: [`172.16.${10 * index + network}.0/24`], vpnConnId };
      return [`t${index}`, isThere ? { args } : undefined] as const;
    });
    await this.#fleet.program(Object.fromEntries(members));
  }

  async step(step: Step): Promise<void> {
    switch (step.do) {
      case "change":
        Object.assign(this.#at(step.tunnel), step.to);
        return await this.declare();
      case "toggle": {
        const one = this.#at(step.tunnel);
        one.isThere = !one.isThere;
        return await this.declare();
      }
      case "console":
        return await this.#console(step);
      default:
        return await this.#operation(step);
    }
  }

  /** Brings everything up and down without faults, from wherever the steps have led. */
  async conclude(): Promise<void> {
    const { stack } = this.#fleet;
    await this.#settle();
    for (const one of this.#declared) {
      one.isThere = true;
    }
    await this.declare();
    // A state that does not show how the tunnels stand makes the first of them fail, with advice that the others follow.
    const { output } = await this.#run(stack.start("up", { args: ["--continue-on-error"] }));
    await this.#run(stack.start("refresh", { args: ["--clear-pending-creates"] }));
    if (await this.#adopt(output)) {
      await stack.up();
    }
    await stack.up();
    await this.#fleet.assertAgree(this.#fleet.names);
    const { steps } = await stack.preview();
    assert.deepEqual(new Set(steps.map(({ op }) => op)), new Set(["same"]), "the preview after up");
    await stack.destroy();
    await this.#fleet.assertNothingLeft();
    assert.doesNotMatch(await stack.backendText(), new RegExp(CANARY), "a secret in a file of the backend");
  }

  /** What a create that was cut off made under an earlier key of the program is adopted by the id that the error names. */
  async #adopt(output: string): Promise<boolean> {
    for (const [index, one] of this.#declared.entries()) {
      const id = this.#fleet.tunnel(`t${index}`)?.unVpnConnId;
      if (id !== undefined && output.includes(`set the argument vpnConnId to "${id}"`)) {
        one.vpnConnId = id;
      }
    }
    await this.declare();
    return this.#declared.some(({ vpnConnId }) => vpnConnId !== undefined);
  }

  #at(tunnel: number): { key: number; network: number; isThere: boolean } {
    const { length } = this.#declared;
    return this.#declared[tunnel % length] as { key: number; network: number; isThere: boolean };
  }

  async #operation({ do: what, faults = [], cut }: Extract<Step, { do: "up" | "refresh" | "destroy" }>): Promise<void> {
    const { emulator, stack } = this.#fleet;
    emulator.setFaults(faults);
    emulator.clearCalls();
    const command = stack.start(what);
    if (cut !== undefined) {
      await this.#cut(command, cut);
    }
    await this.#run(command);
    emulator.clearFaults();
    if (cut !== undefined) {
      await stack.cancel({ expect: "any" });
    }
    if (this.#isHaunted && cut?.who !== "the CLI") {
      await this.#settle();
    }
    await this.#look(what === "up" && cut !== undefined);
  }

  /** Ends a command while it runs, unless it ends first. */
  async #cut(command: EngineCommand, { call, who }: Cut): Promise<void> {
    const { emulator, stack } = this.#fleet;
    await this.#fleet.until(() => emulator.calls().length >= call || !command.isRunning);
    switch (who) {
      case "the CLI":
        this.#isHaunted = true;
        await command.kill();
        break;
      case "the CLI and the provider":
        await command.kill();
        await stack.endProcesses();
        break;
      case "Ctrl-C twice":
        command.interrupt();
        await Promise.race([command.waitFor(/press \^C again|terminate immediately/).catch(() => {}), command.ended]);
        if (command.isRunning) {
          command.interrupt();
        }
        break;
      case "Ctrl-C":
        command.interrupt();
    }
  }

  async #run(command: EngineCommand): Promise<CommandResult> {
    const result = await command.ended;
    assert.doesNotMatch(result.output, ACCIDENTS);
    assert.doesNotMatch(result.output, new RegExp(CANARY), "a secret in the output");
    return result;
  }

  /** What must be so after every step that ends. */
  async #look(isCutUp: boolean): Promise<void> {
    const { names } = this.#fleet;
    const { state } = await this.#fleet.see();
    const known = new Set(state.resources.map(({ id }) => id));
    for (const name of names) {
      // More than one between the same gateways is an error of `tunnel`.
      const standing = this.#fleet.tunnel(name);
      if (isCutUp || this.#isHaunted) {
        this.#pending.add(name);
      } else if (standing !== undefined && known.has(standing.unVpnConnId)) {
        this.#pending.delete(name);
      }
      const isKnown = standing === undefined || known.has(standing.unVpnConnId) || this.#pending.has(name);
      assert.ok(isKnown, `${name} stands as ${standing?.unVpnConnId}, and the stack does not know of it`);
    }
  }

  async #console({ tunnel, change }: Extract<Step, { do: "console" }>): Promise<void> {
    const { emulator } = this.#fleet;
    const name = `t${tunnel % this.#declared.length}`;
    const standing = this.#fleet.tunnel(name);
    const known = [...(await this.#fleet.recorded()).values()].some(({ id }) => id === standing?.unVpnConnId);
    if (standing === undefined || !known) {
      return;
    }
    const id = standing.unVpnConnId;
    if (change === "remove") {
      emulator.remove("vpnConnections", id);
    } else if (change === "name") {
      emulator.patchVpnConnection(id, { vpnConnName: "made at the console" });
    } else if (change === "key") {
      emulator.patchVpnConnection(id, { preSharedKey: `${CANARY}-key-of-the-console` });
    } else {
      emulator.patchVpnConnection(id, { destinationCidr: ["172.31.0.0/24"] });
    }
  }

  /** Lets a provider that outlived its CLI do what it was asked for: it is done when it calls nothing any more, and never ends. */
  async #settle(): Promise<void> {
    const { emulator, stack } = this.#fleet;
    for (let calls = -1; this.#isHaunted && calls !== emulator.calls().length; ) {
      calls = emulator.calls().length;
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    }
    await stack.endProcesses();
    this.#isHaunted = false;
  }
}

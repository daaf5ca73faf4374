import { flagsOf, type StackRef } from "../pulumi.ts";
import { shellLine } from "../text.ts";

/** A command that repairs something, and where it stands among the others. */
export interface Step {
  /** Steps of several troubles are run in this order; equal ones once. */
  readonly order: number;
  /** The command, for a shell; for `target`, all but that. */
  readonly command: string;
  /** The resource that the command is about; one command can be about several. */
  readonly target?: string;
}

/** Writes the commands that repair what is wrong with one stack, ready for a shell. */
export class Repairs {
  readonly #flags: readonly string[];

  constructor(ref: StackRef) {
    this.#flags = flagsOf(ref);
  }

  /** Takes away the lock that a killed command left. */
  cancel(): Step {
    return { order: 0, command: shellLine("pulumi", "cancel", ...this.#flags) };
  }

  /** Uses another endpoint, where the one in use came from. */
  endpoint(endpoint: string, isFromEnvironment: boolean): Step {
    return isFromEnvironment
      ? { order: 1, command: `export QCLOUD_VPC_ENDPOINT=${shellLine(endpoint)}` }
      : { order: 1, command: shellLine("pulumi", "config", "set", "qcloud:endpoint", endpoint, ...this.#flags) };
  }

  /** Looks until no task is under way. */
  wait(): Step {
    return { order: 2, command: shellLine("pulumi-qcloud-vpn", "doctor", "--wait", "15m", ...this.#flags) };
  }

  /** Deletes something that no stack declares, after a question. */
  remove(id: string, region: string, provider: string): Step {
    const from = provider === "" ? [] : ["--provider", provider];
    return {
      order: 3,
      command: shellLine("pulumi-qcloud-vpn", "remove", id, "--region", region, ...from, ...this.#flags),
    };
  }

  /** Brings the state of one resource to what stands. */
  refresh(urn: string): Step {
    return { order: 4, command: shellLine("pulumi", "refresh", ...this.#flags), target: urn };
  }

  /** Goes on with a deletion that was begun. */
  destroy(urn: string): Step {
    return { order: 5, command: shellLine("pulumi", "destroy", ...this.#flags), target: urn };
  }

  /** Brings one resource to what the program says, from what stands. */
  refreshAndUp(urn: string): Step {
    return { order: 6, command: shellLine("pulumi", "up", "--refresh", ...this.#flags), target: urn };
  }

  /** Brings the whole stack to what the program says: makes what is missing, takes up what an earlier run made. */
  up(): Step {
    return { order: 7, command: shellLine("pulumi", "up", ...this.#flags) };
  }

  /** Forgets creations that were begun; the engine keeps them until it is told this. */
  clearCreates(): Step {
    return { order: 8, command: shellLine("pulumi", "refresh", "--clear-pending-creates", ...this.#flags) };
  }

  /** Writes the program text that takes over a tunnel. */
  adopt(id: string, region: string, provider: string): Step {
    const from = provider === "" ? [] : ["--provider", provider];
    return {
      order: 9,
      command: shellLine("pulumi-qcloud-vpn", "adopt", "--region", region, "--tunnel", id, ...from, ...this.#flags),
    };
  }
}

/** The steps of all troubles in the order in which they are run, each once; those that differ in their targets alone as one. */
export function inOrder(steps: readonly Step[]): string[] {
  const targets = new Map<string, Set<string>>();
  for (const { command, target } of [...steps].sort((a, b) => a.order - b.order)) {
    const known = targets.get(command) ?? new Set();
    targets.set(command, target === undefined ? known : known.add(target));
  }
  return [...targets].map(([command, urns]) =>
    [command, ...[...urns].flatMap((urn) => ["--target", shellLine(urn)])].join(" "),
  );
}

import type { ApiVersion } from "../../provider/api/index.ts";
import type { Environment } from "../../provider/settings/settings.ts";
import { flagsOf, type StackRef } from "../pulumi.ts";
import { shellLine } from "../text.ts";

/** A command that repairs something, and its place among the others. */
export interface Step {
  /** Steps run in this order, those that delete last; the same command runs once. */
  readonly order: number;
  /** The command, for a shell, without the target. */
  readonly command: string;
  /** URN of the resource that the command is about; one command can have several. */
  readonly target?: string;
}

/** Writes the commands that repair one stack, ready for a shell. */
export class Repairs {
  readonly #flags: readonly string[];
  readonly #env: Environment;

  /** @param env The environment of the command, whose settings take precedence over the stack's config. */
  constructor(ref: StackRef, env: Environment = {}) {
    this.#flags = flagsOf(ref);
    this.#env = env;
  }

  /** Sets another endpoint where the current one is set. @param api Its version of the API, if that is another one too. */
  endpoint(endpoint: string, api: ApiVersion | undefined): Step[] {
    const isFromEnvironment = (this.#env["QCLOUD_VPC_ENDPOINT"] ?? "") !== "";
    const set = (variable: string, key: string, value: string): Step =>
      isFromEnvironment || (this.#env[variable] ?? "") !== ""
        ? { order: 0, command: `export ${variable}=${shellLine(value)}` }
        : this.#step(0, "pulumi", "config", "set", key, value);
    return [
      ...(api === undefined ? [] : [set("QCLOUD_API", "qcloud:api", api)]),
      set("QCLOUD_VPC_ENDPOINT", "qcloud:endpoint", endpoint),
    ];
  }

  /** Waits until no task is in progress. */
  wait(): Step {
    return this.#step(1, ...OWN, "doctor", "--wait", "15m");
  }

  /** Removes the lock that a killed command left. */
  cancel(): Step {
    return this.#step(2, "pulumi", "cancel");
  }

  /** Shows what differs, and changes nothing. */
  preview(target: string): Step {
    return { ...this.#step(3, "pulumi", "preview", "--refresh", "--diff"), target };
  }

  /** Updates the state of one resource from the cloud. */
  refresh(target: string): Step {
    return { ...this.#step(4, "pulumi", "refresh"), target };
  }

  /** Writes the program that adopts a tunnel. */
  adopt(id: string, region: string, provider: string): Step {
    return this.#step(5, ...OWN, "adopt", "--region", region, "--tunnel", id, ...providerFlag(provider));
  }

  /** Refreshes one resource and updates it to the program. */
  refreshAndUp(target: string): Step {
    return { ...this.#step(6, "pulumi", "up", "--refresh"), target };
  }

  /** Updates the whole stack to the program: creates what is missing, takes over what an earlier run created. */
  up(): Step {
    return this.#step(7, "pulumi", "up");
  }

  /** Removes pending creations from the state; the engine keeps them otherwise. */
  clearCreates(): Step {
    return this.#step(8, "pulumi", "refresh", "--clear-pending-creates");
  }

  /** Continues a deletion. */
  destroy(target: string): Step {
    return { ...this.#step(9, "pulumi", "destroy"), target };
  }

  /** Deletes what no stack declares, after a question. */
  remove(id: string, region: string, provider: string): Step {
    return this.#step(10, ...OWN, "remove", id, "--region", region, ...providerFlag(provider));
  }

  #step(order: number, ...words: string[]): Step {
    return { order, command: shellLine(...words, ...this.#flags) };
  }
}

/** This package's own command, as it is called in a project. */
const OWN = ["npx", "pulumi-qcloud-vpn"];

const providerFlag = (urn: string): string[] => (urn === "" ? [] : ["--provider", urn]);

/** The commands in their order, each once; those that differ in their targets only become one. */
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

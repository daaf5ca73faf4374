import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Context, openContext, type Settings } from "../../provider/lifecycle/context.ts";
import {
  type ConfigSource,
  type Environment,
  readCheckSettings,
  readEndpoint,
  readSettings,
} from "../../provider/settings/settings.ts";
import { ReadFailure } from "../failure.ts";
import type { Host } from "../host.ts";
import { pulumiJson, runPulumi, type StackRef } from "../pulumi.ts";
import { noConfig, readStackConfig } from "./config.ts";
import { type Deployment, readDeployment, revealed } from "./deployment.ts";
import { isOfPlugin, isProvider, nameIn, needsSecrets, type Owned, ownedOf, settingIn } from "./owned.ts";
import { projectName } from "./project.ts";

/** Timeout of all reads of one region together, unless QCLOUD_TIMEOUT_READ overrides it. */
const READ_TIMEOUT_MS = 120_000;

/** A pending operation on a resource of this package: interrupted, or still running. */
export interface PendingOperation {
  /** `creating`, `updating`, `deleting`, … */
  readonly operation: string;
  readonly target: Owned;
}

/** A stack, or the absence of one, and the settings that its resources use. */
export class StackAccess {
  readonly ref: StackRef;
  readonly deployment: Deployment;
  /** The resources of this package in the state. */
  readonly owned: readonly Owned[];
  /** The pending operations on resources of this package. */
  readonly pending: readonly PendingOperation[];
  /** The project's name; empty outside a project. */
  readonly project: string;
  /** The stack's name as given, or that of the selected stack where the state does not name it; empty where neither is known. */
  readonly stackName: string;
  readonly #host: Host;
  readonly #config: ConfigSource;

  constructor(
    host: Host,
    ref: StackRef,
    found: { config: ConfigSource; deployment: Deployment; project: string; stackName?: string },
  ) {
    this.#host = host;
    this.ref = ref;
    this.#config = found.config;
    this.deployment = found.deployment;
    this.owned = found.deployment.resources.flatMap(ownedOf);
    this.pending = found.deployment.pending.flatMap(({ type, resource }) =>
      ownedOf(resource).map((target) => ({ operation: type, target })),
    );
    this.project = found.project;
    this.stackName = found.stackName ?? ref.stack ?? "";
  }

  /** The environment of the command. */
  get environment(): Environment {
    return this.#host.env;
  }

  /** The endpoint of the default provider, and its source. */
  get endpoint(): Pick<Settings, "endpoint" | "endpointSource"> {
    return readEndpoint(this.#configOf(""), this.#host.env);
  }

  /** The endpoint that this config gives, in the environment of the command. */
  endpointWith(get: ConfigSource["get"]): string {
    return readEndpoint({ get }, this.#host.env).endpoint;
  }

  /** Region and owner where a program names none. */
  defaults(provider: string): { region: string | undefined; owner: string } {
    return readCheckSettings(this.#configOf(provider), this.#host.env);
  }

  /**
   * Opens one region for reading, with the settings of an explicit provider of the stack, or of the default one.
   * @param provider URN of the provider; empty for the default one.
   * @throws as `readSettings`.
   */
  async open(provider: string, region: string): Promise<Context> {
    const { env, signal } = this.#host;
    const settings = await readSettings(this.#configOf(provider), env, undefined, { signal });
    return openContext(settings, "read", region, { timeoutMs: READ_TIMEOUT_MS, signal });
  }

  /**
   * Whether new resources of the stack go through the provider plugin: where an explicit provider is of it, or all that the state has.
   * @param provider URN of the explicit provider; empty for the default one.
   */
  usesPlugin(provider = ""): boolean {
    const { resources } = this.deployment;
    const deciding =
      provider === "" ? this.owned.map(({ resource }) => resource) : resources.filter(({ urn }) => urn === provider);
    return deciding.length > 0 && deciding.every(isOfPlugin);
  }

  /** The current value of a key of the stack's config. */
  configured(key: string): string | undefined {
    return this.#config.get(key);
  }

  /**
   * The URN of an explicit provider.
   * @param given the URN or the provider's name in the program; undefined for the default provider, whose URN is empty.
   * @throws Failure when the stack has no such provider.
   */
  providerNamed(given: string | undefined): string {
    if (given === undefined) {
      return "";
    }
    const found = this.deployment.resources.find(
      (resource) => isProvider(resource) && (resource.urn === given || nameIn(resource.urn) === given),
    );
    if (found === undefined) {
      throw new ReadFailure(`the stack's state has no provider "${given}"`);
    }
    return found.urn;
  }

  #configOf(provider: string): ConfigSource {
    if (provider === "") {
      return this.#config;
    }
    const resource = this.deployment.resources.find(({ urn }) => urn === provider);
    return {
      get: (key) => {
        const setting = resource && settingIn(resource, key);
        const value = revealed(setting);
        if (value === undefined && setting !== undefined) {
          throw new ReadFailure(
            `${key} of the provider ${nameIn(provider)} is encrypted in the exported state: run the command in the stack's project, without --file`,
          );
        }
        return typeof value === "string" ? value : undefined;
      },
    };
  }
}

/** What a command needs beside the state. */
interface Needs {
  /** Whether to decrypt pre-shared keys. */
  readonly withKeys: boolean;
}

/**
 * Reads the stack through the Pulumi CLI: `pulumi config` and `pulumi stack export`, which change nothing.
 * @throws Failure when there is no project or no stack.
 */
export async function openStack(host: Host, ref: StackRef, needs?: Needs): Promise<StackAccess> {
  const access = await openStackIfThere(host, ref, needs);
  if (access.deployment === NO_DEPLOYMENT) {
    throw new ReadFailure(
      access.project === ""
        ? "no Pulumi project found: use --cwd, or --file with the output of `pulumi stack export`"
        : "no stack is selected: use --stack, or select one with `pulumi stack select`",
    );
  }
  return access;
}

/** The same for commands that do not need a stack; outside a project only the environment is read. */
export async function openStackIfThere(
  host: Host,
  ref: StackRef,
  needs: Needs = { withKeys: false },
): Promise<StackAccess> {
  const project = projectName(resolve(host.cwd, ref.cwd ?? "."));
  if (project === undefined && ref.stack === undefined && ref.cwd === undefined) {
    return new StackAccess(host, ref, { config: noConfig, deployment: NO_DEPLOYMENT, project: "" });
  }
  const config = await readStackConfig(host, ref);
  const deployment = config === undefined ? NO_DEPLOYMENT : await exportStack(host, ref, needs);
  return new StackAccess(host, ref, {
    config: config ?? noConfig,
    deployment,
    project: project ?? "",
    stackName: await nameOf(host, ref, deployment),
  });
}

/** Stands for the state where no stack is selected. */
const NO_DEPLOYMENT: Deployment = { resources: [], pending: [] };

/** An empty state does not name its stack: the CLI says which one is selected. */
async function nameOf(host: Host, ref: StackRef, deployment: Deployment): Promise<string> {
  const namesIt = deployment.resources.length + deployment.pending.length > 0;
  if (ref.stack !== undefined || namesIt || deployment === NO_DEPLOYMENT) {
    return ref.stack ?? "";
  }
  const { code, stdout } = await runPulumi(host, ref, ["stack", "--show-name"]);
  return code === 0 ? stdout.trim() : "";
}

async function exportStack(host: Host, ref: StackRef, { withKeys }: Needs): Promise<Deployment> {
  const source = "the output of pulumi stack export";
  const deployment = readDeployment(await pulumiJson(host, ref, ["stack", "export"]), source);
  return needsSecrets(deployment, withKeys)
    ? readDeployment(await pulumiJson(host, ref, ["stack", "export", "--show-secrets"]), source)
    : deployment;
}

/** A state that was exported to a file, which does not hold the stack's config. */
export function openFile(host: Host, ref: StackRef, file: string): StackAccess {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(resolve(host.cwd, file), "utf8"));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new ReadFailure(`--file ${file} ${code === undefined ? "is not JSON" : `cannot be read: ${code}`}`);
  }
  const project = projectName(resolve(host.cwd, ref.cwd ?? "."));
  return new StackAccess(host, ref, {
    config: noConfig,
    deployment: readDeployment(json, `--file ${file}`),
    project: project ?? "",
  });
}

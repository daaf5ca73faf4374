import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Context, openContext, type Settings } from "../../provider/lifecycle/context.ts";
import { type ConfigSource, readCheckSettings, readSettings } from "../../provider/settings/settings.ts";
import { couldNotLook } from "../failure.ts";
import type { Host } from "../host.ts";
import { pulumiJson, runPulumi, type StackRef } from "../pulumi.ts";
import { noConfig, readStackConfig } from "./config.ts";
import { type Deployment, readDeployment, revealed } from "./deployment.ts";
import { nameIn, needsSecrets } from "./owned.ts";
import { findProject } from "./project.ts";

/** How long a command looks at the cloud, all calls of one region together, unless QCLOUD_TIMEOUT_READ says otherwise. */
const LOOK_MS = 120_000;

/** A stack, or the absence of one, and with which settings it asks. */
export class StackAccess {
  readonly ref: StackRef;
  /** Undefined where there is no stack. */
  readonly deployment: Deployment | undefined;
  /** The project's name, where there is one. */
  readonly project: string;
  /** The stack's name as it was given, or that of the selected one where the state does not tell it; empty where neither is known. */
  readonly stackName: string;
  readonly #host: Host;
  readonly #config: ConfigSource;

  constructor(
    host: Host,
    ref: StackRef,
    found: { config: ConfigSource; deployment: Deployment | undefined; project: string; stackName?: string },
  ) {
    this.#host = host;
    this.ref = ref;
    this.#config = found.config;
    this.deployment = found.deployment;
    this.project = found.project;
    this.stackName = found.stackName ?? ref.stack ?? "";
  }

  /**
   * The settings of an explicit provider of the stack, or of everything that has none.
   * @param provider URN of the provider; empty for the default one.
   * @throws LifecycleError as `readSettings`.
   */
  settings(provider: string): Settings {
    return readSettings(this.#configOf(provider), this.#host.env);
  }

  /** Region and owner where a program says none. */
  defaults(provider: string): { region: string | undefined; owner: string } {
    return readCheckSettings(this.#configOf(provider), this.#host.env);
  }

  /** Opens one region for looking. */
  look(provider: string, region: string): Context {
    return openContext(this.settings(provider), "read", region, { timeoutMs: LOOK_MS, signal: this.#host.signal });
  }

  /** What one key of the stack's config says today. */
  configured(key: string): string | undefined {
    return this.#config.get(key);
  }

  /**
   * The URN of an explicit provider from what a user gives: the URN or the provider's name in the program.
   * @throws Failure when the stack has no such provider.
   */
  providerNamed(given: string): string {
    const found = this.deployment?.resources.find(
      ({ urn, type }) => type === "pulumi:providers:pulumi-nodejs" && (urn === given || nameIn(urn) === given),
    );
    if (found === undefined) {
      throw couldNotLook(`the stack's state holds no provider "${given}"`);
    }
    return found.urn;
  }

  #configOf(provider: string): ConfigSource {
    if (provider === "") {
      return this.#config;
    }
    const inputs = this.deployment?.resources.find(({ urn }) => urn === provider)?.inputs ?? {};
    return {
      get: (key) => {
        const value = revealed(inputs[key]);
        if (value === undefined && inputs[key] !== undefined) {
          throw couldNotLook(
            `${key} of the provider ${nameIn(provider)} is encrypted in the exported state: run this where the stack is, without --file`,
          );
        }
        return typeof value === "string" ? value : undefined;
      },
    };
  }
}

/**
 * Reads the stack through the Pulumi CLI: `pulumi config` and `pulumi stack export`, which change nothing.
 * @throws Failure when there is no project or no stack.
 */
export async function openStack(host: Host, ref: StackRef): Promise<StackAccess> {
  const access = await openStackIfThere(host, ref);
  if (access.deployment === undefined) {
    throw couldNotLook(
      access.project === ""
        ? "there is no Pulumi project here: give --cwd, or --file with what `pulumi stack export` printed"
        : "no stack is selected: give --stack, or choose one with `pulumi stack select`",
    );
  }
  return access;
}

/** The same for commands that can do without a stack; outside a project nothing but the environment is read. */
export async function openStackIfThere(host: Host, ref: StackRef): Promise<StackAccess> {
  const project = findProject(resolve(host.cwd, ref.cwd ?? "."));
  if (project === undefined && ref.stack === undefined && ref.cwd === undefined) {
    return new StackAccess(host, ref, { config: noConfig, deployment: undefined, project: "" });
  }
  const config = await readStackConfig(host, ref);
  const deployment = config === undefined ? undefined : await exportStack(host, ref);
  const stackName = await nameOf(host, ref, deployment);
  return new StackAccess(host, ref, {
    config: config ?? noConfig,
    deployment,
    project: project?.name ?? "",
    stackName,
  });
}

/** An empty state says nothing of its stack: the CLI is asked which one is selected. */
async function nameOf(host: Host, ref: StackRef, deployment: Deployment | undefined): Promise<string> {
  const isTold = deployment === undefined || deployment.resources.length + deployment.pending.length > 0;
  if (ref.stack !== undefined || isTold) {
    return ref.stack ?? "";
  }
  const { code, stdout } = await runPulumi(host, ref, ["stack", "--show-name"]);
  return code === 0 ? stdout.trim() : "";
}

async function exportStack(host: Host, ref: StackRef): Promise<Deployment> {
  const what = "the output of pulumi stack export";
  const deployment = readDeployment(await pulumiJson(host, ref, ["stack", "export"]), what);
  return needsSecrets(deployment)
    ? readDeployment(await pulumiJson(host, ref, ["stack", "export", "--show-secrets"]), what)
    : deployment;
}

/** A state that was exported to a file; the config of its stack is not in it. */
export function openFile(host: Host, ref: StackRef, file: string): StackAccess {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(resolve(host.cwd, file), "utf8"));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw couldNotLook(`--file ${file} ${code === undefined ? "is not JSON" : `cannot be read: ${code}`}`);
  }
  const project = findProject(resolve(host.cwd, ref.cwd ?? "."));
  return new StackAccess(host, ref, {
    config: noConfig,
    deployment: readDeployment(json, `--file ${file}`),
    project: project?.name ?? "",
  });
}

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { endProcessesWith, processesWith, type RunningProcess } from "../../../tools/processes.ts";
import { type CommandResult, EngineCommand } from "./command.ts";
import { type EngineEnvironment, engineEnvironment, markerVariable, type Variables } from "./environment.ts";
import { createProject, type ProjectFolder, type ProjectOptions } from "./project.ts";
import type { Deployment, Preview } from "./state.ts";
import { onDynamic, programOn, type Variant } from "./variants.ts";

/** What a test stack is made of. */
export interface StackOptions extends ProjectOptions {
  /** What it runs on; its programs are written with dynamic resources all the same. Default: dynamic resources and API 2.0. */
  on?: Variant;
  /** The emulator that the provider speaks to; without it neither endpoint nor credentials are in the environment. */
  emulator?: { url: string; api3Url?: string };
  /** The stack's name, for a state that names it; a name of its own by default. */
  name?: string;
  /** Variables for every command; `undefined` takes one away. */
  env?: Variables;
  /** Stack config in plain text, by full key such as `qcloud:region`. */
  config?: Readonly<Record<string, string>>;
  /** Stack config that is stored encrypted. */
  secretConfig?: Readonly<Record<string, string>>;
}

/** How one command runs. */
export interface RunOptions {
  /** More arguments. */
  args?: readonly string[];
  /** Variables for this command alone; `undefined` takes one away. */
  env?: Variables;
  /** The end that the test counts on: another is an error with the whole output. `success` by default. */
  expect?: "success" | "failure" | "any";
  /** Milliseconds until everything the command started is ended and it counts as failed, 120,000 by default. */
  timeoutMs?: number;
}

/** The operations that change or compare a stack. */
export type Operation = "up" | "preview" | "refresh" | "destroy";

/**
 * Runs a test on a stack of its own: a project in a temporary folder, with a file backend, a Pulumi home and a user home
 * of its own. Whatever the test does, every process that the stack's commands started is ended by its id afterwards and
 * the folder is removed.
 *
 * @param options What the stack is made of.
 * @param test The test.
 * @returns What the test returns.
 */
export async function withStack<T>(options: StackOptions, test: (stack: EngineStack) => Promise<T>): Promise<T> {
  const { on = onDynamic } = options;
  const project = { ...options, program: programOn(on, options.program ?? "") };
  const folder = await createProject(on.host === "plugin" ? { ...project, hasPlugin: true } : project);
  try {
    const environment = await engineEnvironment(folder, options.emulator, {
      ...(on.api === "2.0" ? {} : { QCLOUD_API: on.api, QCLOUD_VPC_ENDPOINT: options.emulator?.api3Url }),
      ...options.env,
    });
    const stack = new EngineStack(folder, environment, options.name, on);
    try {
      await stack.init();
      await stack.setConfigAll(options.config ?? {}, options.secretConfig ?? {});
      return await test(stack);
    } finally {
      await stack.endProcesses();
    }
  } finally {
    await folder.remove();
  }
}

/** A stack on the real engine. */
export class EngineStack {
  /** The stack's name; by default unlike that of any other test stack. */
  readonly name: string;
  readonly folder: ProjectFolder;
  readonly on: Variant;
  readonly #environment: EngineEnvironment;
  #variables: Variables = {};

  /**
   * Tests get their stack from {@link withStack}.
   *
   * @param folder The project.
   * @param environment The environment of its commands.
   * @param name The stack's name.
   * @param on What it runs on.
   */
  constructor(
    folder: ProjectFolder,
    environment: EngineEnvironment,
    name = `t${randomBytes(4).toString("hex")}`,
    on = onDynamic,
  ) {
    this.name = name;
    this.on = on;
    this.folder = folder;
    this.#environment = environment;
  }

  /** Creates the stack in its backend. */
  async init(): Promise<void> {
    await this.run("stack", { args: ["init", this.name] });
  }

  /** `pulumi up` without a preview before it. */
  up(options: RunOptions = {}): Promise<CommandResult> {
    return this.#finish(this.start("up", options), options);
  }

  /** `pulumi refresh` without a preview before it. */
  refresh(options: RunOptions = {}): Promise<CommandResult> {
    return this.#finish(this.start("refresh", options), options);
  }

  /** `pulumi destroy` without a preview before it. */
  destroy(options: RunOptions = {}): Promise<CommandResult> {
    return this.#finish(this.start("destroy", options), options);
  }

  /** `pulumi preview --json`; a preview that fails is an error. */
  async preview(options: Omit<RunOptions, "expect"> = {}): Promise<Preview> {
    const result = await this.#finish(this.start("preview", options), {});
    const { steps = [], changeSummary = {}, diagnostics = [] } = JSON.parse(result.stdout) as Partial<Preview>;
    return { steps, changeSummary, diagnostics };
  }

  /** The attributes that a file backend keeps beside each file: the CLI writes them in place, so that a kill can leave them empty. */
  async attributeFiles(): Promise<string[]> {
    const files = await readdir(this.folder.backend, { recursive: true });
    return files.filter((file) => file.endsWith(".attrs")).map((file) => join(this.folder.backend, file));
  }

  /** After a kill, what the page on troubleshooting says: removes attributes that are empty, and the lock with `pulumi cancel`. */
  async cancel(options: RunOptions = {}): Promise<CommandResult> {
    for (const file of await this.attributeFiles()) {
      if ((await stat(file)).size === 0) {
        await rm(file);
      }
    }
    return this.run("cancel", { ...options, args: [this.name, "--yes", ...(options.args ?? [])] });
  }

  /**
   * Starts an operation and returns while it runs, for tests that interrupt or kill it.
   *
   * @param operation Which.
   * @param options How it runs; `expect` has no meaning here.
   */
  start(operation: Operation, options: RunOptions = {}): EngineCommand {
    const flags = operation === "preview" ? ["--json"] : ["--yes", "--skip-preview"];
    return this.#start([operation, ...flags, "--stack", this.name, ...(options.args ?? [])], options);
  }

  /**
   * Runs any command of the CLI to its end, without choosing the stack for it.
   *
   * @param command The command's first word.
   * @param options How it runs, and the rest of its words.
   */
  run(command: string, options: RunOptions = {}): Promise<CommandResult> {
    return this.#finish(this.#start([command, ...(options.args ?? [])], options), options);
  }

  /**
   * What the stack's state holds, secrets encrypted.
   *
   * @param options How the command runs, such as `args: ["--show-secrets"]`.
   */
  async exportState(options: RunOptions = {}): Promise<Deployment> {
    const args = ["export", "--stack", this.name, ...(options.args ?? [])];
    const { stdout } = await this.run("stack", { ...options, args });
    const { deployment } = JSON.parse(stdout) as { deployment: Partial<Deployment> };
    const { resources = [], pending_operations = [] } = deployment;
    return { ...deployment, resources, pending_operations };
  }

  /**
   * Replaces the stack's state.
   *
   * @param deployment What {@link exportState} gave, changed or not.
   */
  async importState(deployment: Deployment): Promise<void> {
    const file = join(this.folder.home, "import.json");
    await writeFile(file, JSON.stringify({ version: 3, deployment }));
    await this.run("stack", { args: ["import", "--stack", this.name, "--file", file] });
  }

  /** Every file that the backend holds (state, backups, history, locks), one text: to search for what must not be there. */
  async backendText(): Promise<string> {
    const entries = await readdir(this.folder.backend, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return (await Promise.all(files.map((file) => readFile(file, "utf8")))).join("\n");
  }

  /** The stack's outputs, secrets in clear. */
  async outputs(): Promise<Record<string, unknown>> {
    const { stdout } = await this.run("stack", { args: ["output", "--json", "--show-secrets", "--stack", this.name] });
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /**
   * Replaces the program.
   *
   * @param source The new source, written with dynamic resources whatever the stack runs on.
   */
  async setProgram(source: string): Promise<void> {
    await this.folder.write(programOn(this.on, source));
  }

  /**
   * Sets one value of the stack's config.
   *
   * @param key The full key, such as `qcloud:region`.
   * @param value The value.
   * @param isSecret Whether it is stored encrypted, no by default.
   */
  async setConfig(key: string, value: string, isSecret = false): Promise<void> {
    await this.setConfigAll(isSecret ? {} : { [key]: value }, isSecret ? { [key]: value } : {});
  }

  /**
   * Sets several values of the stack's config with one command.
   *
   * @param plain Values stored as they are, by full key.
   * @param secret Values stored encrypted, by full key.
   */
  async setConfigAll(
    plain: Readonly<Record<string, string>>,
    secret: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const pairs = [
      ...Object.entries(plain).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]),
      ...Object.entries(secret).flatMap(([key, value]) => ["--secret", `${key}=${value}`]),
    ];
    if (pairs.length > 0) {
      await this.run("config", { args: ["set-all", "--stack", this.name, ...pairs] });
    }
  }

  /**
   * Sets variables for every command from now on.
   *
   * @param variables The variables, on top of those set before; `undefined` takes one away.
   */
  setEnv(variables: Variables): void {
    this.#variables = { ...this.#variables, ...variables };
  }

  /** The whole environment of the stack's commands. */
  get env(): NodeJS.ProcessEnv {
    return { ...this.#environment.env, ...this.#variables };
  }

  /** The absolute path of the CLI. */
  get pulumi(): string {
    return this.#environment.pulumi;
  }

  /** Every process that the stack's commands started and that still runs. */
  processes(): Promise<RunningProcess[]> {
    return processesWith(markerVariable, this.#environment.marker);
  }

  /** The processes of providers among {@link processes}: that of the plugin, and of the dynamic host a launch script and Node.js. */
  async providerProcesses(): Promise<RunningProcess[]> {
    const provider = /pulumi-resource-(?:pulumi-nodejs|qcloud)|cmd[\\/]dynamic-provider/;
    return (await this.processes()).filter(({ command }) => provider.test(command));
  }

  /** Ends at once, by id, every process that the stack's commands started: with a command running, `kill -9` of all. */
  endProcesses(): Promise<RunningProcess[]> {
    return endProcessesWith(markerVariable, this.#environment.marker);
  }

  #start(args: readonly string[], options: RunOptions): EngineCommand {
    return new EngineCommand(this.pulumi, [...args, "--non-interactive", "--color", "never"], {
      cwd: this.folder.project,
      env: { ...this.env, ...options.env },
      timeoutMs: options.timeoutMs ?? 120_000,
      onTimeout: () => this.endProcesses(),
    });
  }

  async #finish(command: EngineCommand, { expect = "success" }: RunOptions): Promise<CommandResult> {
    const result = await command.ended;
    if (expect !== "any" && (result.code === 0) !== (expect === "success")) {
      assert.fail(`${command.title} ends with ${result.signal ?? result.code}, not in ${expect}:\n${result.output}`);
    }
    return result;
  }
}

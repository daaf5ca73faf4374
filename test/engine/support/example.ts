import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseCommand } from "../../../emulator/command.ts";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../emulator/index.ts";
import { repository } from "../../../tools/toolchain/paths.ts";
import { type EngineStack, type StackOptions, withStack } from "./stack.ts";
import { testKey } from "./tunnels.ts";

/** The port of the emulator in every README; a free one stands for it here. */
const PORT = "8600";

/** The stack's name in every README, and in the config files beside the programs. */
const STACK = "dev";

/** What the README of an example says to run, as far as it makes the example's surroundings. */
export interface Recipe {
  readonly emulator: EmulatorOptions;
  /** Variables to export, without Pulumi's own. */
  readonly env: Readonly<Record<string, string>>;
  /** Config to set, by the folder of the project. */
  readonly config: readonly { folder: string; key: string; value: string; isSecret: boolean; isPath: boolean }[];
}

/**
 * Reads the commands in the README of an example, so that what is tested is what a reader runs.
 *
 * @param example The folder of the example under `examples`.
 * @param files Files that the emulator's command line names, by the names there.
 */
export async function readRecipe(example: string, files: Readonly<Record<string, string>> = {}): Promise<Recipe> {
  const text = await readFile(join(repository, "examples", example, "README.md"), "utf8");
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block ?? "");
  const recipe = {
    emulator: {} as EmulatorOptions,
    env: {} as Record<string, string>,
    config: [] as Recipe["config"][number][],
  };
  let folder = "";
  for (const line of blocks.join("\n").split("\n")) {
    const words = wordsOf(line);
    const emulator = words.indexOf("qcloud-vpc-emulator");
    if (emulator !== -1) {
      const command = parseCommand(words.slice(emulator + 1).map((word) => files[word] ?? word));
      recipe.emulator = command.kind === "start" ? command.options : {};
    } else if (words[0] === "cd") {
      folder = join(folder, words[1] ?? "");
    } else if (words[0] === "export") {
      const variables = words.slice(1).map((word) => word.split(/=(.*)/s));
      Object.assign(recipe.env, Object.fromEntries(variables.filter(([name]) => !name?.startsWith("PULUMI_"))));
    } else if (words.slice(0, 3).join(" ") === "pulumi config set") {
      const flags = words.slice(3).filter((word) => word.startsWith("--"));
      const [key = "", value = ""] = words.slice(3 + flags.length);
      recipe.config.push({
        folder,
        key,
        value,
        isSecret: flags.includes("--secret"),
        isPath: flags.includes("--path"),
      });
    }
  }
  return recipe;
}

/** The words of a line as a shell sees them, a comment left out, and a test key for what it would run. */
function wordsOf(line: string): string[] {
  const code = line.replace(/(^|\s)#.*/, "").replace(/\$\([^)]*\)/g, testKey);
  return (code.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []).map((word) => word.replace(/["']/g, ""));
}

/** What {@link withExample} gives to a test. */
export interface ExampleTest {
  readonly emulator: Emulator;
  /** Runs a further test on the stack of a project of the example, with its config set. */
  project<T>(folder: string, test: (stack: EngineStack) => Promise<T>, options?: Partial<StackOptions>): Promise<T>;
}

/**
 * Runs a test on an example: its emulator in this process, and stacks of copies of its projects, with the variables and the
 * config of its README.
 *
 * @param example The folder of the example under `examples`.
 * @param files Files that the emulator's command line names, by the names there.
 */
export async function withExample(
  example: string,
  test: (parts: ExampleTest) => Promise<void>,
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  const recipe = await readRecipe(example, files);
  const emulator = await startEmulator({ ...recipe.emulator, port: 0, taskMs: 100 });
  const { port } = new URL(emulator.url);
  const here = (text: string): string => text.replace(`:${PORT}/`, `:${port}/`);
  const env = Object.fromEntries(Object.entries(recipe.env).map(([name, value]) => [name, here(value)]));
  try {
    await test({
      emulator,
      project: (folder, inner, options = {}) => {
        const source = join(repository, "examples", example, folder);
        return withStack({ source, name: STACK, env, ...options }, async (stack) => {
          const config = recipe.config.filter((entry) => entry.folder === folder && !entry.value.endsWith("..."));
          await setConfig(
            stack,
            config.map((entry) => ({ ...entry, value: here(entry.value) })),
          );
          return await inner(stack);
        });
      },
    });
  } finally {
    await emulator.stop();
  }
}

async function setConfig(stack: EngineStack, config: Recipe["config"]): Promise<void> {
  const pairs = config.flatMap(({ key, value, isSecret }) => [
    isSecret ? "--secret" : "--plaintext",
    `${key}=${value}`,
  ]);
  const path = config.some(({ isPath }) => isPath) ? ["--path"] : [];
  if (pairs.length > 0) {
    await stack.run("config", { args: ["set-all", "--stack", stack.name, ...path, ...pairs] });
  }
}

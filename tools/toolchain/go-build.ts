import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { executable, providerScript, repository, sdkFolder } from "./paths.ts";
import { type Progress, withHeartbeat } from "./progress.ts";

/** A command that is built from a Go module under `tools/`. */
interface GoCommand {
  /** The module's folder under `tools/`, and the name of the program. */
  name: string;
  /** The package that holds the command. */
  package: string;
  /** The required module whose version the command reports as its own. */
  versionedBy: string;
  /** The variable of the program that takes this version. */
  versionVariable: string;
}

const cliVersion = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

const commands: readonly GoCommand[] = [
  {
    name: "pulumi",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    versionedBy: "github.com/pulumi/pulumi/pkg/v3",
    versionVariable: cliVersion,
  },
  {
    // The newest language host that is part of the SDK's Go module. It runs programs of much later SDKs.
    name: "pulumi-language-nodejs",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    versionedBy: "github.com/pulumi/pulumi/sdk/v3",
    versionVariable: cliVersion,
  },
];

/**
 * What only the tests of YAML programs need. It needs an older `pulumi/pkg` than the CLI is made of; all other modules have the versions of the CLI, so that
 * Go compiles only what differs.
 */
const yamlHost: GoCommand = {
  name: "pulumi-language-yaml",
  package: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
  versionedBy: "github.com/pulumi/pulumi-yaml",
  versionVariable: "github.com/pulumi/pulumi-yaml/pkg/version.Version",
};

/**
 * A hash, as 12 hexadecimal digits, of everything that goes into {@link buildWithGo} but the Go compiler: the pinned
 * modules and the launch script.
 */
export function goModulesHash(): string {
  return hashOf([...commands.flatMap(pins), join(sdkFolder, providerScript)]);
}

/** A hash, as {@link goModulesHash}, of what goes into {@link buildYamlHost}. */
export function yamlHostHash(): string {
  return hashOf(pins(yamlHost));
}

const pins = (command: GoCommand): string[] => ["go.mod", "go.sum"].map((file) => join(moduleFolder(command), file));

function hashOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) {
    hash.update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 12);
}

/**
 * Builds the CLI, its Node.js language host and the provider launch script into `folder/bin`, from the Go modules under
 * `tools/` at exactly the versions and checksums of their `go.sum`. Needs Go and a Go module proxy; no C compiler.
 *
 * @param folder An existing folder.
 * @param env The environment to run Go in.
 * @param progress Where to say how far it is.
 * @throws Error if Go is missing or too old, or with Go's last lines if the build fails.
 */
export async function buildWithGo(folder: string, env: NodeJS.ProcessEnv, progress: Progress): Promise<void> {
  const goEnv = { ...env, CGO_ENABLED: "0", GOWORK: "off" };
  const go = await goVersion(goEnv);
  progress.say(
    `Building the Pulumi CLI with ${go} from the modules pinned in tools/. ` +
      "This is done once and takes about five minutes on two cores.",
  );
  mkdirSync(join(folder, "bin"), { recursive: true });
  for (const command of commands) {
    await build(command, join(folder, "bin", executable(command.name)), goEnv, progress);
  }
  copyFileSync(join(sdkFolder, providerScript), join(folder, "bin", providerScript));
}

/**
 * Builds Pulumi's language host for YAML into `folder/bin`, as {@link buildWithGo}.
 */
export async function buildYamlHost(folder: string, env: NodeJS.ProcessEnv, progress: Progress): Promise<void> {
  const goEnv = { ...env, CGO_ENABLED: "0", GOWORK: "off" };
  const go = await goVersion(goEnv);
  progress.say(`Building Pulumi's language host for YAML with ${go}. This is done once.`);
  mkdirSync(join(folder, "bin"), { recursive: true });
  await build(yamlHost, join(folder, "bin", executable(yamlHost.name)), goEnv, progress);
}

async function build(command: GoCommand, output: string, env: NodeJS.ProcessEnv, progress: Progress): Promise<void> {
  const version = requiredVersion(command);
  let modules = 0;
  let packages = 0;
  const describe = (seconds: number): string =>
    `  ${command.name} ${version}: ${modules} modules downloaded, ${packages} packages compiled, ${seconds} s`;
  await withHeartbeat(progress, describe, async () => {
    const ldflags = `-s -w -X ${command.versionVariable}=${version}`;
    const args = ["build", "-v", "-mod=readonly", "-trimpath", "-ldflags", ldflags, "-o", output, command.package];
    const child = execa("go", args, {
      cwd: moduleFolder(command),
      env,
      extendEnv: false,
      reject: false,
      stdin: "ignore",
      buffer: false,
    });
    const last: string[] = [];
    for await (const line of child.iterable({ from: "stderr" })) {
      if (line.startsWith("go: downloading ")) {
        modules++;
      } else {
        packages++;
        last.push(line);
        last.splice(0, last.length - 20);
      }
    }
    const result = await child;
    if (result.failed) {
      throw new Error(`go build of ${command.name} ${version} failed:\n${last.join("\n")}`);
    }
  });
}

async function goVersion(env: NodeJS.ProcessEnv): Promise<string> {
  const wanted = goDirective();
  const [cli] = commands as [GoCommand];
  const answer = await execa("go", ["version"], {
    cwd: moduleFolder(cli),
    env,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
  if (answer.failed) {
    const missing = answer.code === "ENOENT";
    throw new Error(missing ? "Go is not installed" : `Go ${wanted} or newer is needed: ${answer.stderr.trim()}`);
  }
  const found = /go(\d+(?:\.\d+)*)/.exec(answer.stdout)?.[1];
  // A version without numbers is a development build, newer than any release.
  if (found !== undefined && isOlder(found, wanted)) {
    throw new Error(`Go ${wanted} or newer is needed, and this is ${found}`);
  }
  return found === undefined ? "Go" : `Go ${found}`;
}

function isOlder(found: string, wanted: string): boolean {
  return found.localeCompare(wanted, "en", { numeric: true }) < 0;
}

/** The oldest Go that both modules accept: the larger of their `go` lines. */
function goDirective(): string {
  return commands
    .map((command) => /^go (\S+)$/m.exec(readFileSync(join(moduleFolder(command), "go.mod"), "utf8"))?.[1] ?? "0")
    .reduce((newest, each) => (isOlder(newest, each) ? each : newest));
}

function requiredVersion(command: GoCommand): string {
  const goMod = readFileSync(join(moduleFolder(command), "go.mod"), "utf8");
  const version = new RegExp(`\\b${command.versionedBy} (v\\S+)`).exec(goMod)?.[1];
  if (version === undefined) {
    throw new Error(`tools/${command.name}: go.mod does not require ${command.versionedBy}`);
  }
  return version;
}

function moduleFolder(command: GoCommand): string {
  return join(repository, "tools", command.name === "pulumi" ? "pulumi-cli" : command.name);
}

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { Failure, ReadFailure } from "../failure.ts";
import type { Command, Host } from "../host.ts";
import { parseOptions, regionOption } from "../options.ts";
import { flagsOf, type StackRef } from "../pulumi.ts";
import { openStackIfThere } from "../stack/access.ts";
import { nameIn } from "../stack/owned.ts";
import { counted, type Paint, paintFor, plain, shellLine, table } from "../text.ts";
import { readHoldings } from "./holdings.ts";
import { keyCommand, setKeys } from "./keys.ts";
import { variableName } from "./names.ts";
import { type ModuleFormat, writeProgram } from "./program.ts";
import { planTakeover, type Takeover, type WantedKey } from "./takeover.ts";

const HELP = `Usage: pulumi-qcloud-vpn adopt [options]

Lists the tunnels (VpnConnection) and peer gateways (UserGateway) of a region, and writes a Pulumi program that
adopts them as they are. Changes nothing in the cloud.

  --region REGION     the region (default: qcloud:region, then TENCENTCLOUD_REGION)
  --vpc ID            only tunnels of this VPC
  --gateway ID        only tunnels of this VPN gateway
  --tunnel ID         only this tunnel; can be repeated
  --list              only list; write no program
  --out FILE          write the program to FILE (default: to stdout, and the list to stderr)
  --force             overwrite FILE
  --set-config        set the pre-shared keys in the stack's config, encrypted
  --plugin            write a program for the provider plugin, also where the stack does not use it yet
  --provider NAME     use the key pair and the endpoint of this QcloudProvider of the stack, or Provider of the plugin;
                      its name or URN
  --stack STACK       the stack whose config is read and set (default: the selected stack; none outside a project).
                      Resources that it declares are left out
  --cwd DIR           the folder of the Pulumi project (default: the current folder)
  --help              print this text

With a selection, a peer gateway is adopted only if no other tunnel uses it; otherwise the program uses its id.

Language. The program imports packages as the project does: with require in a JavaScript project of CommonJS
modules, otherwise with import. The resources go through the provider plugin (pulumi-qcloud-vpn/plugin) where the
provider does, or else all of the stack's tunnels and peer gateways; then \`pulumi import\` is possible too.

Keys. The service shows the pre-shared key of each tunnel; the program reads it from the config, by the tunnel's id.
Keys are never printed. --set-config passes each to \`pulumi config set --secret\` through stdin. Without it the
commands are printed; they ask for the keys.

Networks. API 3.0 shows the rules. API 2.0 shows two lists and not which source can reach which destination. With one
source the rules follow from the lists; with several the program has all pairs, and a comment says so.

Settings have the same sources as for the provider: the environment, then the stack's config, then ~/.tccli.

Exit code: 0 done, 1 not done, 2 wrong command line or failed read.
`;

const OPTIONS = {
  region: { type: "string" },
  vpc: { type: "string" },
  gateway: { type: "string" },
  tunnel: { type: "string", multiple: true },
  list: { type: "boolean" },
  out: { type: "string" },
  force: { type: "boolean" },
  "set-config": { type: "boolean" },
  plugin: { type: "boolean" },
  provider: { type: "string" },
  stack: { type: "string" },
  cwd: { type: "string" },
} as const;

/** `pulumi-qcloud-vpn adopt`. */
export const adopt: Command = {
  summary: "list what exists, and write the program that adopts it",
  help: HELP,
  async run(args, host) {
    const { values } = parseOptions(args, OPTIONS);
    const { out, list = false, vpc, gateway, tunnel: tunnels = [] } = values;
    const ref = { stack: values.stack, cwd: values.cwd };
    const access = await openStackIfThere(host, ref);
    const provider = access.providerNamed(values.provider);
    const region = regionOption(values.region, access.defaults(provider).region);
    const context = await access.open(provider, region);
    const holdings = await readHoldings(context, { vpc, gateway, tunnels });
    const takeover = planTakeover(region, holdings, access.owned, context.api.version);
    const output = out !== undefined || list ? host.stdout : host.stderr;
    const where = `in ${region} at ${context.api.describeEndpoint()} with ${context.api.describeCredentials()}`;
    output.write(listing(takeover, where, paintFor(output, host.env)));
    if (list) {
      return 0;
    }
    if (takeover.declarations.length === 0) {
      throw new ReadFailure(`nothing to adopt ${where}`);
    }
    const usesPlugin = values.plugin === true || access.usesPlugin(provider);
    const text = writeProgram({
      usesPlugin,
      format: moduleFormat(resolve(host.cwd, out ?? join(ref.cwd ?? ".", "index"))),
      region,
      provider: provider === "" ? undefined : variableName(nameIn(provider), "provider"),
      comments: [`Adopts what exists in ${region}. Written by \`pulumi-qcloud-vpn adopt\`; edit it as you like.`],
      declarations: takeover.declarations,
    });
    if (out === undefined) {
      host.stdout.write(text);
    } else {
      writeFile(host, out, text, values.force === true);
    }
    const isSet = values["set-config"] === true;
    const unset = isSet ? await setKeys(host, ref, takeover.keys) : takeover.keys;
    output.write(nextSteps(out, isSet, unset, ref, paintFor(output, host.env)));
    if (usesPlugin && takeover.declarations.length <= FEW) {
      output.write(imports(takeover, region, provider, ref));
    }
    return 0;
  },
};

function listing({ listed }: Takeover, where: string, paint: Paint): string {
  if (listed.length === 0) {
    return `No matching tunnels or peer gateways ${where}.\n`;
  }
  const rows = listed.map(({ kind, id, name, status, between, networks, isTaken, remark }) => [
    kind,
    id,
    name || "-",
    status || "-",
    between,
    networks || "-",
    { text: remark, ...(isTaken ? {} : { tone: "bad" as const }) },
  ]);
  return `Found ${where}:\n\n${table(["WHAT", "ID", "NAME", "STATUS", "BETWEEN / AT", "NETWORKS", ""], rows, paint)}`;
}

function nextSteps(
  out: string | undefined,
  isSet: boolean,
  unset: readonly WantedKey[],
  ref: StackRef,
  paint: Paint,
): string {
  const commands = [
    ...unset.map((key) => keyCommand(key, ref)),
    shellLine("pulumi", "preview", ...flagsOf(ref)),
    shellLine("pulumi", "up", ...flagsOf(ref)),
  ];
  return [
    `\nThe program is ${out === undefined ? "on stdout" : `in ${plain(out)}`}. ${paint("bold", "Next steps:")}\n\n`,
    ...commands.map((command) => `  ${command}\n`),
    isSet && unset.length > 0
      ? `\nThe service hides ${counted(unset.length, "key")}; the commands ask for them.\n`
      : "",
    "\nThe first `pulumi up` only reads, and the next preview shows no changes. You can remove the arguments vpnConnId and userGwId then.\n",
  ].join("");
}

/** Up to so many resources, commands that import them are shorter than the program. */
const FEW = 2;

/** The other way to adopt, which only the provider plugin has. */
function imports({ declarations }: Takeover, region: string, provider: string, ref: StackRef): string {
  const through = provider === "" ? [] : ["--provider", `${nameIn(provider)}=${provider}`];
  const commands = declarations.map(({ type, name, args }) => {
    const id = String(args[type === "VpnConnection" ? "vpnConnId" : "userGwId"]);
    const words = [`qcloud:index:${type}`, name, `${region}/${id}`, ...through];
    return `  ${shellLine("pulumi", "import", ...words, ...flagsOf(ref))}\n`;
  });
  return [
    "\nShorter, with the provider plugin: import instead, which writes the state at once and prints a program without the key.\n\n",
    ...commands,
  ].join("");
}

/** How a program file imports packages: by its ending, or else as the project of its folder does. */
function moduleFormat(file: string): ModuleFormat {
  switch (extname(file)) {
    case ".ts":
    case ".mts":
    case ".mjs":
      return "import";
    case ".cjs":
      return "require";
    default:
      return formatOfProject(dirname(file));
  }
}

/** A JavaScript project has a package.json without a tsconfig.json; Node.js takes its modules for CommonJS unless `type` is `module`. */
function formatOfProject(folder: string): ModuleFormat {
  try {
    const { type } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { type?: unknown };
    return type === "module" || existsSync(join(folder, "tsconfig.json")) ? "import" : "require";
  } catch {
    const parent = dirname(folder);
    return parent === folder ? "import" : formatOfProject(parent);
  }
}

function writeFile(host: Host, file: string, text: string, force: boolean): void {
  try {
    writeFileSync(resolve(host.cwd, file), text, { flag: force ? "w" : "wx" });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "error";
    throw new Failure(
      code === "EEXIST"
        ? `--out: ${file} exists and was not overwritten. Use --force to overwrite it`
        : `--out: ${file} cannot be written: ${code}`,
    );
  }
}

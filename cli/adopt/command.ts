import { readFileSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { couldNotLook, UsageError } from "../failure.ts";
import type { Command, Host } from "../host.ts";
import { parseOptions, regionOf } from "../options.ts";
import { flagsOf, type StackRef } from "../pulumi.ts";
import { openStackIfThere } from "../stack/access.ts";
import { nameIn, ownedIn } from "../stack/owned.ts";
import { counted, type Paint, paintFor, plain, shellLine, table } from "../text.ts";
import { readHoldings } from "./holdings.ts";
import { keyCommand, setKeys, writeKeyScript, writeNew } from "./keys.ts";
import { variableName } from "./names.ts";
import { type Flavour, writeProgram } from "./program.ts";
import { planTakeover, type Takeover, type WantedKey } from "./takeover.ts";

const HELP = `Usage: pulumi-qcloud-vpn adopt [options]

Lists the tunnels and peer gateways of a region, and writes the text of a Pulumi program that takes them over: they
are only read, and stay as they are. Changes nothing in the cloud.

  --region REGION     the region (default: qcloud:region, then TENCENTCLOUD_REGION)
  --vpc ID            only tunnels of this VPC
  --gateway ID        only tunnels of this VPN gateway
  --tunnel ID         only this tunnel; may be repeated
  --list              list only; write no program
  --out FILE          write the program there (default: to stdout, and the list to stderr)
  --force             overwrite FILE
  --language ts|js    what the program is written in (default: as the ending of FILE, else ts); js becomes an ES module
                      where FILE ends in .mjs or the package.json beside it says so, else CommonJS
  --set-config        set the pre-shared keys in the stack's config, encrypted
  --keys-file FILE    write the commands that set them, with the keys in clear, into a new file that only you can read
  --provider NAME     ask with the key pair and the endpoint of this QcloudProvider of the stack; its name or URN
  --stack STACK       the stack whose config is read and set (default: the one that is selected; none outside a
                      project). What it declares already is left out
  --cwd DIR           the folder of the Pulumi project (default: this one)
  --help

With a selection, a peer gateway is taken over only if no other tunnel uses it; else it is named by its id.

Keys. The service shows each tunnel's pre-shared key in clear; the program asks the config for it by the tunnel's id.
Keys are never printed. --set-config is the safest way: each goes straight to \`pulumi config set --secret\`, through
no file and no command line. --keys-file is for setting them elsewhere: run the file with sh, then remove it.
With neither, the commands are printed without the keys, and ask for them when they are run.

Networks. The service shows two flat lists and not which source may reach which destination. With one source that is
no question; with several the program names every pair, under a comment that says so.

Settings are found as the provider finds them: the environment, then the stack's config, then ~/.tccli.
Exit code: 0 done, 1 not done, 2 not understood or could not look.
`;

const OPTIONS = {
  region: { type: "string" },
  vpc: { type: "string" },
  gateway: { type: "string" },
  tunnel: { type: "string", multiple: true },
  list: { type: "boolean" },
  out: { type: "string" },
  force: { type: "boolean" },
  language: { type: "string" },
  "set-config": { type: "boolean" },
  "keys-file": { type: "string" },
  provider: { type: "string" },
  stack: { type: "string" },
  cwd: { type: "string" },
} as const;

/** `pulumi-qcloud-vpn adopt`. */
export const adopt: Command = {
  summary: "list what stands in an account, and write the program that takes it over",
  help: HELP,
  async run(args, host) {
    const { values } = parseOptions(args, OPTIONS);
    if (values["set-config"] === true && values["keys-file"] !== undefined) {
      throw new UsageError("--set-config and --keys-file exclude each other");
    }
    const flavour = flavourOf(host, values.language, values.out, values.cwd);
    const ref = { stack: values.stack, cwd: values.cwd };
    const access = await openStackIfThere(host, ref);
    const provider = values.provider === undefined ? "" : access.providerNamed(values.provider);
    const region = regionOf(values.region, access.defaults(provider).region);
    const context = access.look(provider, region);
    const selection = { vpc: values.vpc, gateway: values.gateway, tunnels: values.tunnel ?? [] };
    const holdings = await readHoldings(context, selection);
    const owned = access.deployment === undefined ? [] : ownedIn(access.deployment);
    const takeover = planTakeover(region, holdings, owned);
    const toFile = values.out !== undefined || values.list === true;
    const output = toFile ? host.stdout : host.stderr;
    const where = `in ${region} at ${context.api.describeEndpoint()}, asked with ${context.api.describeCredentials()}`;
    output.write(listing(takeover, where, paintFor(output, host.env)));
    if (values.list === true) {
      return 0;
    }
    if (takeover.declarations.length === 0) {
      throw couldNotLook(`there is nothing to take over ${where}`);
    }
    const text = writeProgram({
      flavour,
      region,
      provider: provider === "" ? undefined : variableName(nameIn(provider), "provider"),
      comments: [`Takes over what stands in ${region}: written by \`pulumi-qcloud-vpn adopt\`, yours to change.`],
      declarations: takeover.declarations,
    });
    if (values.out === undefined) {
      host.stdout.write(text);
    } else {
      writeNew(host, values.out, text, 0o666, "--out", values.force);
    }
    if (values["keys-file"] !== undefined) {
      writeKeyScript(host, values["keys-file"], ref, takeover.keys);
    }
    const unset = values["set-config"] === true ? await setKeys(host, ref, takeover.keys) : takeover.keys;
    output.write(nextSteps(values, ref, unset, paintFor(output, host.env)));
    return 0;
  },
};

function listing({ listed }: Takeover, where: string, paint: Paint): string {
  if (listed.length === 0) {
    return `No tunnels and no peer gateways that fit ${where}.\n`;
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
  return `Standing ${where}:\n\n${table(["WHAT", "ID", "NAME", "STATUS", "BETWEEN / AT", "NETWORKS", ""], rows, paint)}`;
}

function nextSteps(
  values: {
    readonly out?: string | undefined;
    readonly "keys-file"?: string | undefined;
    readonly "set-config"?: boolean | undefined;
  },
  ref: StackRef,
  unset: readonly WantedKey[],
  paint: Paint,
): string {
  const keys =
    values["keys-file"] === undefined
      ? unset.map((key) => keyCommand(key, ref))
      : [shellLine("sh", values["keys-file"]), shellLine("rm", values["keys-file"])];
  const commands = [
    ...keys,
    shellLine("pulumi", "preview", ...flagsOf(ref)),
    shellLine("pulumi", "up", ...flagsOf(ref)),
  ];
  return [
    `\n${values.out === undefined ? "The program is on stdout" : `The program is in ${plain(values.out)}`}. ${paint("bold", "Next:")}\n\n`,
    ...commands.map((command) => `  ${command}\n`),
    values["set-config"] === true && unset.length > 0
      ? `\nThe service hides ${counted(unset.length, "key")}: the commands ask for them.\n`
      : "",
    "\nThe first `up` only reads; the preview after it is empty. The arguments vpnConnId and userGwId may be left out then.\n",
  ].join("");
}

function flavourOf(
  host: Host,
  language: string | undefined,
  out: string | undefined,
  cwd: string | undefined,
): Flavour {
  const ending = out === undefined ? "" : extname(out);
  const isJs = language === undefined ? [".js", ".mjs", ".cjs"].includes(ending) : language === "js";
  if (language !== undefined && language !== "ts" && language !== "js") {
    throw new UsageError("--language takes ts or js");
  }
  if (!isJs) {
    return "ts";
  }
  const folder = out === undefined ? resolve(host.cwd, cwd ?? ".") : dirname(resolve(host.cwd, out));
  const isModule = ending === ".mjs" || (ending !== ".cjs" && packageType(folder) === "module");
  return isModule ? "js-module" : "js-commonjs";
}

/** `type` of the nearest package.json, as Node.js looks for it. */
function packageType(folder: string): unknown {
  try {
    return (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { type?: unknown }).type;
  } catch {
    const above = dirname(folder);
    return above === folder ? undefined : packageType(above);
  }
}

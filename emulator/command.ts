/** The command line of qcloud-vpc-emulator. */

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { AccountError, type AccountOptions, parseAccount } from "./control/accounts.ts";
import { routes } from "./control/routes.ts";
import { apiPath, originOf } from "./http/paths.ts";
import { checkAddress, type EmulatorOptions } from "./options.ts";
import { defaultCredential, defaultRegion } from "./state/seed.ts";
import { describeSwitches, type SwitchSettings } from "./switches.ts";

/** An invalid command line; the message says what is wrong. */
export class UsageError extends Error {}

/** What a command line asks for. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "env"; readonly url: string }
  | { readonly kind: "start"; readonly options: EmulatorOptions };

const flags = {
  host: { type: "string" },
  port: { type: "string" },
  "allow-remote": { type: "boolean" },
  "tls-cert": { type: "string" },
  "tls-key": { type: "string" },
  "task-ms": { type: "string" },
  rate: { type: "string" },
  data: { type: "string" },
  account: { type: "string", multiple: true },
  "account-file": { type: "string" },
  quotas: { type: "boolean" },
  "clock-offset": { type: "string" },
  window: { type: "string" },
  set: { type: "string", multiple: true },
  log: { type: "boolean" },
  "print-env": { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

/** The options that take a value. */
export const valued: readonly string[] = Object.entries(flags)
  .filter(([, { type }]) => type === "string")
  .map(([name]) => name);

/** The environment variable that holds key pairs, one per line. */
const accountsVariable = "QCLOUD_VPC_EMULATOR_ACCOUNTS";

/** The text of --help. */
export function usage(): string {
  return `Usage: qcloud-vpc-emulator [options]

Emulates the legacy VPC API 2.0 of Tencent Cloud, as far as VPN tunnels need it, on loopback.
The first line on stdout is JSON: {"url": the API, "control": the control path}.
A fresh emulator holds vpc-03vihbk9, vpngw-dystbrkv and cgw-e098slul in ap-guangzhou,
and takes the key pair emulator-secret-id / emulator-secret-key.

  --host ADDRESS         address to listen on (default 127.0.0.1)
  --port PORT            port to listen on (default 0: a free one)
  --allow-remote         allow a host that is not loopback
  --tls-cert FILE        certificate (PEM), to speak HTTPS; with --tls-key
  --tls-key FILE         private key (PEM)
  --task-ms MS           how long each task takes (default 2000; 0: done by the time of the answer)
  --rate RPS             calls per second for each account; more get 4400 (default: no limit)
  --data FILE            keep everything in this file across restarts (mode 0600: it holds keys)
  --account ID:KEY[:TOKEN][@OTHERID]
                         a further key pair: of an account of its own, or of the account OTHERID;
                         with TOKEN a temporary one; may be repeated. Anyone on this machine can read
                         a command line: put real keys into --account-file or the environment
  --account-file FILE    further key pairs from a file, one per line in the form of --account; # starts a comment
  --quotas               enforce the limits on numbers of gateways, tunnels and networks
  --clock-offset S       seconds that the server's clock is ahead (default 0; negative: behind)
  --window S             seconds that a Timestamp may be off (default 300)
  --set NAME=VALUE       decide what the sources leave open (below); may be repeated
  --log                  write one line for each call to stderr
  --print-env            print the environment of an emulator with this --host and --port, and start nothing:
                         eval "$(qcloud-vpc-emulator --port 8600 --print-env)"
  --help, --version

Open the address in a browser to see and change what the emulator holds.

Environment: ${accountsVariable} holds further key pairs, one per line in the form of --account

Control path:
${routes.map((route) => `  ${route}`).join("\n")}

Switches for --set; the first value is the default; numbers in parentheses are sections of docs/api.md:
${describeSwitches()}
  code.CODEDESC=NUMBER
      numeric code that goes with a module code, such as code.InvalidVpnConn.NotFound=4000 (3)
`;
}

/**
 * Parses the arguments of the command and reads the environment.
 *
 * @throws UsageError for an unknown option, an empty value or one of the wrong form.
 */
export function parseCommand(args: readonly string[], env: NodeJS.ProcessEnv = {}): Command {
  const values = parse(args);
  if (values.help === true) {
    return { kind: "help" };
  }
  if (values.version === true) {
    return { kind: "version" };
  }
  if ((values["tls-cert"] === undefined) !== (values["tls-key"] === undefined)) {
    throw new UsageError("--tls-cert and --tls-key go together");
  }
  const options: EmulatorOptions = {
    host: values.host,
    port: number("--port", values.port),
    allowRemote: values["allow-remote"],
    tls:
      values["tls-cert"] === undefined || values["tls-key"] === undefined
        ? undefined
        : { cert: fileText("--tls-cert", values["tls-cert"]), key: fileText("--tls-key", values["tls-key"]) },
    taskMs: number("--task-ms", values["task-ms"]) ?? 2000,
    rate: number("--rate", values.rate),
    data: values.data,
    accounts: accountsOf(values.account ?? [], values["account-file"], env[accountsVariable]),
    quotas: values.quotas,
    clockOffset: number("--clock-offset", values["clock-offset"]),
    window: number("--window", values.window),
    set: switchSettings(values.set ?? []),
    log: values.log ? (line) => process.stderr.write(`${line}\n`) : undefined,
  };
  return values["print-env"] === true ? { kind: "env", url: addressOf(options) } : { kind: "start", options };
}

/** The endpoint of an emulator that is started with the same options. */
function addressOf(options: EmulatorOptions): string {
  const { host, port } = checkAddress(options);
  if (port === 0) {
    throw new UsageError("--print-env needs the --port of the emulator");
  }
  return `${originOf(host, port, options.tls)}${apiPath}`;
}

/** The lines of --print-env, for a POSIX shell. */
export function environmentLines(url: string): string {
  return [
    `export QCLOUD_VPC_ENDPOINT='${url.replaceAll("'", "'\\''")}'`,
    `export TENCENTCLOUD_SECRET_ID='${defaultCredential.secretId}'`,
    `export TENCENTCLOUD_SECRET_KEY='${defaultCredential.secretKey}'`,
    `export TENCENTCLOUD_REGION='${defaultRegion}'`,
    "unset TENCENTCLOUD_SECURITY_TOKEN TENCENTCLOUD_TOKEN TENCENTCLOUD_SESSION_TOKEN",
    "",
  ].join("\n");
}

function parse(args: readonly string[]) {
  const values = parsed(args);
  // An empty variable of a script must not be taken as a value, such as a file without a name.
  for (const name of valued) {
    if ([values[name as keyof typeof values]].flat().includes("")) {
      throw new UsageError(`--${name} is empty: it takes a value, or is left out`);
    }
  }
  return values;
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: joinNegative(args), options: flags, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    const unknown = /^(?:Unknown option|Unexpected argument) '(.*?)'/.exec(message)?.[1];
    throw unknown === undefined
      ? new UsageError(message)
      : new UsageError(`${unknown} is not an option; --help lists them`);
  }
}

/** All key pairs, those with an account of their own first, so that another one can refer to it from any place. */
function accountsOf(
  given: readonly string[],
  file: string | undefined,
  variable: string | undefined,
): AccountOptions[] {
  const accounts = [
    ...(file === undefined ? [] : accountLines(`--account-file ${file}`, fileText("--account-file", file))),
    ...(variable === undefined ? [] : accountLines(accountsVariable, variable)),
    ...given.map((text) => parseAccount(text, "--account")),
  ];
  const ids = accounts.map(({ secretId }) => secretId);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new AccountError(`the key pair ${twice} is given more than once; the emulator cannot tell which one counts`);
  }
  return accounts.toSorted((one, other) => Number(one.account !== undefined) - Number(other.account !== undefined));
}

function accountLines(place: string, text: string): AccountOptions[] {
  return text.split("\n").flatMap((line, index) => {
    const account = line.trim();
    return account === "" || account.startsWith("#") ? [] : [parseAccount(account, `${place}, line ${index + 1},`)];
  });
}

/** Rewrites `--clock-offset -600` as `--clock-offset=-600`: a number after an option is its value, not another option. */
function joinNegative(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const previous = joined.at(-1);
    if (/^-\d/.test(arg) && previous?.startsWith("--") && !previous.includes("=")) {
      joined.splice(-1, 1, `${previous}=${arg}`);
    } else {
      joined.push(arg);
    }
  }
  return joined;
}

function number(name: string, text: string | undefined): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  if (!/^-?\d+(\.\d+)?$/.test(text)) {
    throw new UsageError(`${name} takes a number, not ${JSON.stringify(text)}`);
  }
  return Number(text);
}

function fileText(name: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Splits NAME=VALUE; the values are validated when the switches are applied. */
function switchSettings(settings: readonly string[]): SwitchSettings {
  const values: Record<string, string> = {};
  for (const setting of settings) {
    const mark = setting.indexOf("=");
    if (mark < 1) {
      throw new UsageError(`--set takes NAME=VALUE, not ${JSON.stringify(setting)}`);
    }
    values[setting.slice(0, mark)] = setting.slice(mark + 1);
  }
  return values as SwitchSettings;
}

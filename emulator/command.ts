/** The command line of qcloud-vpc-emulator. */

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parseAccount } from "./accounts.ts";
import type { EmulatorOptions } from "./options.ts";
import { describeSwitches, type SwitchSettings } from "./switches.ts";

/** A command line that is not understood; the message says what is wrong with it. */
export class UsageError extends Error {}

/** What a command line asks for. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
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
  quotas: { type: "boolean" },
  "clock-offset": { type: "string" },
  window: { type: "string" },
  set: { type: "string", multiple: true },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

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
  --rate RPS             calls a second for each account, else 4400 (default: no limit)
  --data FILE            keep everything in this file over restarts (mode 0600: it holds keys)
  --account ID:KEY[:TOKEN][@OTHERID]
                         a further key pair: of an account of its own, or of the account OTHERID;
                         with TOKEN a temporary one; may be repeated
  --quotas               enforce the limits on numbers of gateways, tunnels and networks
  --clock-offset S       seconds that the server's clock is ahead (default 0; negative: behind)
  --window S             seconds that a Timestamp may be off (default 300)
  --set NAME=VALUE       decide what the sources leave open (below); may be repeated
  --help, --version

Control path: GET, DELETE calls; GET state; GET, POST, DELETE faults; PATCH settings; POST accounts;
DELETE accounts/ID; PUT accounts/ID/permissions; DELETE state/vpnConnections|vpnGateways|userGateways|vpcs/ID; PATCH state/vpnConnections/ID

Switches for --set; the first value is the default; numbers in parentheses are sections of docs/api.md:
${describeSwitches()}
  code.CODEDESC=NUMBER
      numeric code that goes with a module code, such as code.InvalidVpnConn.NotFound=4000 (3)
`;
}

/**
 * Reads a command line, without the program's name.
 *
 * @throws UsageError for an unknown option or a value of the wrong form.
 */
export function parseCommand(args: readonly string[]): Command {
  const values = parse(args);
  if (values.help === true) return { kind: "help" };
  if (values.version === true) return { kind: "version" };
  if ((values["tls-cert"] === undefined) !== (values["tls-key"] === undefined)) {
    throw new UsageError("--tls-cert and --tls-key go together");
  }
  return {
    kind: "start",
    options: {
      host: values.host,
      port: number("--port", values.port),
      allowRemote: values["allow-remote"],
      tls:
        values["tls-cert"] === undefined || values["tls-key"] === undefined
          ? undefined
          : { cert: pem("--tls-cert", values["tls-cert"]), key: pem("--tls-key", values["tls-key"]) },
      taskMs: number("--task-ms", values["task-ms"]) ?? 2000,
      rate: number("--rate", values.rate),
      data: values.data,
      accounts: (values.account ?? []).map(parseAccount),
      quotas: values.quotas,
      clockOffset: number("--clock-offset", values["clock-offset"]),
      window: number("--window", values.window),
      set: switchSettings(values.set ?? []),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: joinNegative(args), options: flags, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
  }
}

/** `--clock-offset -600` as `--clock-offset=-600`: a number after an option is its value, not another option. */
function joinNegative(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const previous = joined.at(-1);
    if (/^-\d/.test(arg) && previous?.startsWith("--") && !previous.includes("="))
      joined.splice(-1, 1, `${previous}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}

function number(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new UsageError(`${name} takes a number, not ${JSON.stringify(text)}`);
  return Number(text);
}

function pem(name: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The values are checked where the switches are applied. */
function switchSettings(settings: readonly string[]): SwitchSettings {
  const values: Record<string, string> = {};
  for (const setting of settings) {
    const mark = setting.indexOf("=");
    if (mark < 1) throw new UsageError(`--set takes NAME=VALUE, not ${JSON.stringify(setting)}`);
    values[setting.slice(0, mark)] = setting.slice(mark + 1);
  }
  return values as SwitchSettings;
}

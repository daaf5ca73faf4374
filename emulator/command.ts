/** The command line of qcloud-vpc-emulator. */

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { AccountError, type AccountOptions, parseAccount } from "./control/accounts.ts";
import type { ApiVersion } from "./faults/types.ts";
import { api3Path, apiPath, originOf } from "./http/paths.ts";
import { checkAddress, type EmulatorOptions } from "./options.ts";
import { defaultCredential, defaultRegion } from "./state/seed.ts";
import type { SwitchSettings } from "./switches.ts";
import { accountsVariable } from "./usage.ts";

/** An invalid command line; the message says what is wrong. */
export class UsageError extends Error {}

/** What a command line asks for. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "env"; readonly api: ApiVersion; readonly url: string }
  | { readonly kind: "start"; readonly options: EmulatorOptions };

const flags = {
  host: { type: "string" },
  port: { type: "string" },
  "allow-remote": { type: "boolean" },
  "tls-cert": { type: "string" },
  "tls-key": { type: "string" },
  "task-ms": { type: "string" },
  rate: { type: "string" },
  rates: { type: "string", multiple: true },
  data: { type: "string" },
  account: { type: "string", multiple: true },
  "account-file": { type: "string" },
  quotas: { type: "boolean" },
  "clock-offset": { type: "string" },
  window: { type: "string" },
  set: { type: "string", multiple: true },
  log: { type: "boolean" },
  "print-env": { type: "string" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

/** The options that take a value. */
export const valued: readonly string[] = Object.entries(flags)
  .filter(([, { type }]) => type === "string")
  .map(([name]) => name);

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
    rates: ratesOf(values.rates),
    data: values.data,
    accounts: accountsOf(values.account ?? [], values["account-file"], env[accountsVariable]),
    quotas: values.quotas,
    clockOffset: number("--clock-offset", values["clock-offset"]),
    window: number("--window", values.window),
    set: switchSettings(values.set ?? []),
    log: values.log ? (line) => process.stderr.write(`${line}\n`) : undefined,
  };
  const api = values["print-env"];
  if (api === undefined) {
    return { kind: "start", options };
  }
  if (api !== "2.0" && api !== "3.0") {
    throw new UsageError(`--print-env takes 2.0 or 3.0, not ${JSON.stringify(api)}`);
  }
  return { kind: "env", api, url: addressOf(options, api) };
}

/** The endpoint of an emulator that is started with the same options. */
function addressOf(options: EmulatorOptions, api: ApiVersion): string {
  const { host, port } = checkAddress(options);
  if (port === 0) {
    throw new UsageError("--print-env needs the --port of the emulator");
  }
  return `${originOf(host, port, options.tls)}${api === "3.0" ? api3Path : apiPath}`;
}

/** The lines of --print-env, for a POSIX shell. */
export function environmentLines(api: ApiVersion, url: string): string {
  return [
    `export QCLOUD_API='${api}'`,
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
    return parseArgs({ args: joinValues(args), options: flags, strict: true, allowPositionals: false }).values;
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

/**
 * Rewrites `--clock-offset -600` as `--clock-offset=-600`, because a number after an option is its value and not another
 * option, and `--print-env` without a value as `--print-env=2.0`.
 */
function joinValues(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const [index, arg] of args.entries()) {
    const previous = joined.at(-1);
    if (arg === "--print-env" && !/^\d/.test(args[index + 1] ?? "")) {
      joined.push("--print-env=2.0");
    } else if (/^-\d/.test(arg) && previous?.startsWith("--") && !previous.includes("=")) {
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

/** The rates of `--rates`; `undefined` without one. */
function ratesOf(settings: readonly string[] | undefined): Record<string, number> | undefined {
  return settings === undefined
    ? undefined
    : Object.fromEntries(
        settings.map((setting) => {
          const [, action, text] = /^(\w+)=(.*)$/.exec(setting) ?? [];
          const rate = number("--rates", text);
          if (action === undefined || rate === undefined) {
            throw new UsageError(`--rates takes ACTION=RPS, not ${JSON.stringify(setting)}`);
          }
          return [action, rate];
        }),
      );
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

/** Options of an emulator and their defaults. */

import type { Cloud, Settings } from "./cloud.ts";
import type { AccountOptions } from "./control/accounts.ts";
import { codeDescs } from "./errors.ts";
import { applySettings, defaultSwitches, type SwitchSettings } from "./switches.ts";
import { actions3 } from "./v3/actions/index.ts";

/** Certificate and private key, PEM. */
export interface TlsFiles {
  /** Certificate, with its chain. */
  readonly cert: string;
  /** Private key. */
  readonly key: string;
}

/** How an emulator starts; every option may be left out. */
export interface EmulatorOptions {
  /** Address to listen on. Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** Port to listen on. Default 0: a free one. */
  readonly port?: number | undefined;
  /** Allows a host that is not loopback. Default false: the emulator holds keys and shows its state to anyone. */
  readonly allowRemote?: boolean | undefined;
  /** Certificate and private key (PEM), to serve HTTPS. Default: plain HTTP. */
  readonly tls?: TlsFiles | undefined;
  /** How long each task takes, in ms. Default 0 in-process: done by the time of the answer. */
  readonly taskMs?: number | undefined;
  /**
   * Calls per second that one account may make on both APIs; more are answered with 4400 or `RequestLimitExceeded`.
   * Default 0: no limit.
   */
  readonly rate?: number | undefined;
  /**
   * Calls per second of an action of API 3.0 that one key pair may make, such as `{ DescribeVpcTaskResult: 20 }`; more
   * are answered with `RequestLimitExceeded`. They take precedence over the switch `documentedRates`; 0: no limit.
   * Default: those of the switch, which are none by default.
   */
  readonly rates?: Readonly<Record<string, number>> | undefined;
  /** File that keeps everything across restarts. Default: nothing is kept. */
  readonly data?: string | undefined;
  /** Key pairs in addition to `emulator-secret-id` / `emulator-secret-key`. */
  readonly accounts?: readonly AccountOptions[] | undefined;
  /** Whether the limits of docs/api.md 2.13 are enforced. Default false. */
  readonly quotas?: boolean | undefined;
  /** How far the server's clock is ahead, in seconds. Default 0. */
  readonly clockOffset?: number | undefined;
  /** How far a Timestamp may be from the server's clock, in seconds. Default 300, the stricter source (docs/api.md 1.5). */
  readonly window?: number | undefined;
  /** Switches for what the sources leave open, and numeric codes. */
  readonly set?: SwitchSettings | undefined;
  /** Gets one line for each call, without a newline, when the call is answered. Default: none. */
  readonly log?: ((line: string) => void) | undefined;
  /** The machine's clock in ms, for tests that control the time. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
}

/** An invalid option; the message names it and says what it takes. */
export class OptionError extends Error {}

/** The options that may be changed while an emulator runs. */
export type LiveOptions = Pick<
  EmulatorOptions,
  "taskMs" | "rate" | "rates" | "quotas" | "clockOffset" | "window" | "set"
>;

/** Settings without any option. */
export const defaultSettings: Settings = {
  taskMs: 0,
  rate: undefined,
  rates: {},
  quotas: false,
  clockOffset: 0,
  window: 300,
  switches: defaultSwitches,
  codes: new Map(),
};

/**
 * Settings with options applied; what an option leaves out stays unchanged.
 *
 * @throws OptionError or SwitchError for a value out of range.
 */
export function applyOptions(settings: Settings, options: LiveOptions): Settings {
  const { taskMs, rate, clockOffset, window } = options;
  checkNumber("taskMs", taskMs, 0, 86_400_000, true);
  checkNumber("rate", rate, 0, 1_000_000, false);
  for (const [action, number] of Object.entries(options.rates ?? {})) {
    if (!actions3.has(action)) {
      throw new OptionError(`rates: ${action} is no action of API 3.0; there is ${[...actions3.keys()].join(", ")}`);
    }
    checkNumber(`rates.${action}`, number, 0, 1_000_000, true);
  }
  checkNumber("clockOffset", clockOffset, -3_153_600_000, 3_153_600_000, false);
  checkNumber("window", window, 1, 31_536_000, true);
  return {
    taskMs: taskMs ?? settings.taskMs,
    rate: rate === 0 ? undefined : (rate ?? settings.rate),
    rates: options.rates ?? settings.rates,
    quotas: options.quotas ?? settings.quotas,
    clockOffset: clockOffset ?? settings.clockOffset,
    window: window ?? settings.window,
    ...applySettings(settings.switches, settings.codes, options.set ?? {}, codeDescs),
  };
}

/**
 * Changes the settings of a running emulator; running tasks keep their ends.
 *
 * @throws OptionError or SwitchError for a value out of range.
 */
export function configure(cloud: Cloud, options: LiveOptions): void {
  Object.assign(cloud.settings, applyOptions(cloud.settings, options));
  cloud.store.unsettle();
}

function checkNumber(name: string, value: number | undefined, min: number, max: number, whole: boolean): void {
  if (value === undefined) {
    return;
  }
  if (!Number.isFinite(value) || value < min || value > max || (whole && !Number.isInteger(value))) {
    throw new OptionError(`${name} takes a ${whole ? "whole " : ""}number from ${min} to ${max}`);
  }
}

/**
 * The host and port to listen on.
 *
 * @throws OptionError for a port out of range, an empty data file name, or a host that is not loopback and not allowed.
 */
export function checkAddress(options: EmulatorOptions): { host: string; port: number } {
  const { host = "127.0.0.1", port = 0, allowRemote = false } = options;
  checkNumber("port", port, 0, 65_535, true);
  if (options.data === "") {
    throw new OptionError("data is empty: it takes the name of a file, or is left out");
  }
  const loopback = host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
  if (!loopback && !allowRemote) {
    throw new OptionError(`host ${host} is not loopback: the emulator shows its state to anyone who reaches it`);
  }
  return { host, port };
}

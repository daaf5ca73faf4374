/** Options of an emulator and their defaults. */

import type { Settings } from "./cloud.ts";
import { codeDescs } from "./errors.ts";
import type { TlsFiles } from "./http/server.ts";
import type { AccountOptions } from "./state/accounts.ts";
import { applySettings, defaultSwitches, type SwitchSettings } from "./switches.ts";

/** How an emulator starts; everything may be left out. */
export interface EmulatorOptions {
  /** Address to listen on. Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** Port to listen on. Default 0: a free one. */
  readonly port?: number | undefined;
  /** Allows a host that is not loopback. Default false: the emulator holds keys and hands out its state to anyone. */
  readonly allowRemote?: boolean | undefined;
  /** Certificate and private key (PEM), to speak HTTPS. Default: plain HTTP. */
  readonly tls?: TlsFiles | undefined;
  /** How long each task takes, in ms. Default 0 in-process: done by the time of the answer. */
  readonly taskMs?: number | undefined;
  /** Calls a second that one account may make, else 4400. Default 0: no limit. */
  readonly rate?: number | undefined;
  /** File that keeps everything over restarts. Default: nothing is kept. */
  readonly data?: string | undefined;
  /** Key pairs beside `emulator-secret-id` / `emulator-secret-key`. */
  readonly accounts?: readonly AccountOptions[] | undefined;
  /** Whether the limits of docs/api.md 2.13 are enforced. Default false. */
  readonly quotas?: boolean | undefined;
  /** How far the server's clock is ahead, in seconds. Default 0. */
  readonly clockOffset?: number | undefined;
  /** How far a Timestamp may be from the server's clock, in seconds. Default 300, the stricter source (docs/api.md 1.5). */
  readonly window?: number | undefined;
  /** Switches for what the sources leave open, and numeric codes. */
  readonly set?: SwitchSettings | undefined;
  /** The machine's clock in ms, for tests that let time pass by themselves. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
}

/** An option that makes no sense; the message names it and says what it takes. */
export class OptionError extends Error {}

/** What may be changed while an emulator runs. */
export type LiveOptions = Pick<EmulatorOptions, "taskMs" | "rate" | "quotas" | "clockOffset" | "window" | "set">;

/** Settings before any option. */
export const defaultSettings: Settings = {
  taskMs: 0,
  rate: undefined,
  quotas: false,
  clockOffset: 0,
  window: 300,
  switches: defaultSwitches,
  codes: new Map(),
};

/**
 * Settings with options laid over them; what an option leaves out is kept.
 *
 * @throws OptionError or SwitchError for a value out of range.
 */
export function applyOptions(settings: Settings, options: LiveOptions): Settings {
  const { taskMs, rate, clockOffset, window } = options;
  check("taskMs", taskMs, 0, 86_400_000, true);
  check("rate", rate, 0, 1_000_000, false);
  check("clockOffset", clockOffset, -3_153_600_000, 3_153_600_000, false);
  check("window", window, 1, 31_536_000, true);
  return {
    taskMs: taskMs ?? settings.taskMs,
    rate: rate === 0 ? undefined : (rate ?? settings.rate),
    quotas: options.quotas ?? settings.quotas,
    clockOffset: clockOffset ?? settings.clockOffset,
    window: window ?? settings.window,
    ...applySettings(settings.switches, settings.codes, options.set ?? {}, codeDescs),
  };
}

function check(name: string, value: number | undefined, min: number, max: number, whole: boolean): void {
  if (value === undefined) {
    return;
  }
  if (!Number.isFinite(value) || value < min || value > max || (whole && !Number.isInteger(value))) {
    throw new OptionError(`${name} takes a ${whole ? "whole " : ""}number from ${min} to ${max}`);
  }
}

/** The name and port to listen on, checked. */
export function checkAddress(options: EmulatorOptions): { host: string; port: number } {
  const { host = "127.0.0.1", port = 0, allowRemote = false } = options;
  check("port", port, 0, 65_535, true);
  if (options.data === "") {
    throw new OptionError("data is empty: it takes the name of a file, or is left out");
  }
  const loopback = host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
  if (!loopback && !allowRemote) {
    throw new OptionError(`host ${host} is not loopback: the emulator shows its state to anyone who reaches it`);
  }
  return { host, port };
}

import { isApiError, normalRegion, type QcloudApiError } from "../api/index.ts";
import { type Context, openContext } from "../lifecycle/context.ts";
import {
  type ConfigSource,
  type GivenSource,
  readCheckSettings,
  readSettings,
  SETTING_KEYS,
  type SettingName,
} from "../settings/settings.ts";
import { defined } from "../util/defined.ts";
import { DURATION_FORM, parseDuration } from "../util/durations.ts";
import { printable } from "../util/printable.ts";
import type { LookupOptions, LookupSettings } from "./options.ts";

/** Milliseconds that a lookup may take unless it is told otherwise. */
const TIMEOUT_MS = 120_000;

/** The error of a lookup that found nothing, or more than one thing, or whose arguments or settings are invalid. */
export class LookupError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(printable(message), options);
    this.name = "LookupError";
  }
}

/** Where a lookup gets its settings. */
export interface Places {
  /** Goes before the environment. */
  readonly given?: GivenSource;
  /** The stack's config; undefined where an explicit provider stands in its place. */
  readonly config: ConfigSource | undefined;
  /** A sentence more for each error, without its full stop. */
  readonly hint?: string;
}

/** Settings by their names in a program as settings by their config keys. */
export function sourceOf(
  settings: Readonly<Record<string, unknown>> | LookupSettings,
  describe: (name: string, key: string) => string = (name) => `the settings given (${name})`,
): GivenSource {
  const names = new Map(Object.entries(SETTING_KEYS).map(([name, key]) => [key as string, name as SettingName]));
  for (const name of Object.keys(settings)) {
    if (!Object.hasOwn(SETTING_KEYS, name)) {
      throw new LookupError(`${name} is not one of the settings: ${Object.keys(SETTING_KEYS).join(", ")}`);
    }
  }
  return {
    get: (key) => {
      const value = (settings as Record<string, unknown>)[names.get(key) ?? ""];
      return value === undefined || value === null ? undefined : String(value);
    },
    describe: (key) => describe(names.get(key) ?? key, key),
  };
}

/** One lookup under way: whom and where it asks, and the words for it. */
export class Search {
  readonly context: Context;
  readonly region: string;
  readonly #what: string;
  readonly #places: Places;

  private constructor(what: string, region: string, places: Places, context: Context) {
    this.#what = what;
    this.region = region;
    this.#places = places;
    this.context = context;
  }

  /**
   * Begins a lookup.
   *
   * @param what what is looked for, such as `a VPC with the name "office"`.
   * @throws LookupError when the region or the timeout is missing or malformed; LifecycleError when a setting is; as `readSettings`.
   */
  static async open(
    what: string,
    region: string | undefined,
    places: Places,
    { timeout, signal }: LookupOptions,
  ): Promise<Search> {
    const { config, given } = places;
    const timeoutMs = timeout === undefined ? TIMEOUT_MS : parseDuration(timeout);
    if (timeoutMs === undefined) {
      throw new LookupError(`timeout must be ${DURATION_FORM}`);
    }
    const asked = region ?? readCheckSettings(config, process.env, given).region;
    if (asked === undefined || !/^[A-Za-z0-9-]+$/.test(asked.trim())) {
      throw Search.#error(
        places,
        asked === undefined
          ? `looking for ${what} needs a region: give it as an argument, or set qcloud:region in the stack's config or TENCENTCLOUD_REGION in the environment`
          : "region must be a region code such as ap-guangzhou or gz",
      );
    }
    const code = normalRegion(asked);
    try {
      const settings = { ...(await readSettings(config, process.env, given, { signal })), timeoutOverrides: {} };
      const context = openContext(settings, "read", code, { timeoutMs, ...defined({ signal }) });
      return new Search(what, code, places, context);
    } catch (error) {
      throw Search.#explained(places, error);
    }
  }

  /** Where it was searched: region, endpoint, key pair. */
  get where(): string {
    const { api } = this.context;
    return `in region ${this.region} at ${api.describeEndpoint()}, asked with ${api.describeCredentials()}`;
  }

  /** The error of a lookup that found nothing. `hint` is a sentence of its own. */
  none(hint = "", cause?: unknown): LookupError {
    return Search.#error(
      this.#places,
      `there is no ${this.#what} ${this.where}${hint === "" ? "" : `. ${hint}`}`,
      defined({ cause }),
    );
  }

  /**
   * The only thing that was found.
   * @param listed What the service listed, which may be more than what was asked for.
   * @param named Names one of them.
   * @param id The argument that names one for certain.
   * @param elsewise Says more about why there is none. Default: what was listed.
   * @throws LookupError if there is none or several.
   */
  only<T>(found: readonly T[], listed: readonly T[], named: (thing: T) => string, id: string, elsewise?: string): T {
    const [first, ...others] = found;
    if (first === undefined) {
      const hint = listed.length === 0 ? "" : `Close to it: ${listOf(listed.map(named))}`;
      throw this.none(elsewise ?? hint);
    }
    if (others.length > 0) {
      const advice = `Name one by its ${id}`;
      throw Search.#error(
        this.#places,
        `there are ${found.length} of ${this.#what} ${this.where}: ${listOf(found.map(named))}. ${advice}`,
      );
    }
    return first;
  }

  /** An error as it is, or as one of this lookup with the hint of its places. */
  explained(error: unknown): unknown {
    return Search.#explained(this.#places, error);
  }

  static #explained(places: Places, error: unknown): unknown {
    return places.hint !== undefined && error instanceof Error
      ? Search.#error(places, error.message, { cause: error })
      : error;
  }

  static #error({ hint }: Places, message: string, options?: { cause?: unknown }): LookupError {
    return new LookupError(hint === undefined ? message : `${message}. ${hint}`, options);
  }
}

/** Names in a row, the first ten of them. */
export function listOf(names: readonly string[]): string {
  return `${names.slice(0, 10).join(", ")}${names.length > 10 ? ` and ${names.length - 10} more` : ""}`;
}

/** Whether the service says that what was asked for, or what it belongs to, does not exist. */
export const isNotFound = (error: unknown): error is QcloudApiError =>
  isApiError(error, "vpc-not-found", "vpn-gw-not-found", "vpn-conn-not-found", "resource-not-found");

/** A list, empty where the service says that what was asked for does not exist. */
export const orEmpty = async <T>(list: Promise<T[]>): Promise<T[]> =>
  await list.catch((error: unknown) => {
    if (isNotFound(error)) {
      return [];
    }
    throw error;
  });

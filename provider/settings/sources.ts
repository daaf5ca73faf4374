/** The stack's configuration as the host hands it over: keys with their namespace, secrets in clear. */
export interface ConfigSource {
  get(key: string): string | undefined;
}

/** What the environment says; `process.env` by default. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Set by an explicit QcloudProvider: its own values then go before everything else. */
export const EXPLICIT_KEY = "qcloud:explicit";

/** A setting that was found. */
export interface Found {
  readonly value: string;
  /** Where it came from, for messages. */
  readonly source: string;
}

/** Settings that go before everything else, by their config key. */
export interface GivenSource extends ConfigSource {
  /** Where a setting comes from, in words for messages. */
  describe(key: string): string;
}

/** Looks a setting up in its places, in their order. */
export class Lookup {
  readonly #config: ConfigSource | undefined;
  readonly #env: Environment;
  readonly #given: GivenSource | undefined;

  constructor(config: ConfigSource | undefined, env: Environment, given: GivenSource | undefined) {
    this.#config = config;
    this.#env = env;
    this.#given = given ?? explicitSource(config);
  }

  /**
   * The environment goes before the config, because at destroy the config is the one of the last `up`; what is given goes before
   * both.
   */
  first(configKey: string, variables: readonly string[]): Found | undefined {
    return this.given(configKey) ?? this.env(variables) ?? this.config(configKey);
  }

  given(key: string): Found | undefined {
    const value = this.#given?.get(key);
    return value === undefined || value === "" ? undefined : { value, source: this.#given?.describe(key) ?? key };
  }

  config(key: string): Found | undefined {
    const value = this.#config?.get(key);
    return value === undefined || value === "" ? undefined : { value, source: `the stack's config ${key}` };
  }

  env(variables: readonly string[]): Found | undefined {
    for (const name of variables) {
      const value = this.#env[name];
      if (value !== undefined && value !== "") {
        return { value, source: `the environment variable ${name}` };
      }
    }
    return undefined;
  }

  get environment(): Environment {
    return this.#env;
  }
}

/** The config of an explicit provider, which its process gets in place of the stack's. */
function explicitSource(config: ConfigSource | undefined): GivenSource | undefined {
  return config?.get(EXPLICIT_KEY) === "true"
    ? { get: (key) => config.get(key), describe: (key) => `the explicit provider (${key})` }
    : undefined;
}

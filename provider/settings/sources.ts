/** Stack config: keys with their namespace, secrets in plain text. */
export interface ConfigSource {
  get(key: string): string | undefined;
}

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Set by an explicit QcloudProvider, whose values take precedence over everything else. */
export const EXPLICIT_KEY = "qcloud:explicit";

/** A setting that was found. */
export interface Found {
  readonly value: string;
  /** For messages. */
  readonly source: string;
}

/** Settings that take precedence over everything else, by config key. */
export interface GivenSource extends ConfigSource {
  /** The source of a setting, for messages. */
  describe(key: string): string;
}

/** Finds settings in their sources. */
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
   * Given settings take precedence over the environment, and the environment over config, because at destroy, config is that of the last
   * `up`.
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

/** The config of an explicit provider, which its process gets instead of stack config. */
function explicitSource(config: ConfigSource | undefined): GivenSource | undefined {
  return config?.get(EXPLICIT_KEY) === "true"
    ? { get: (key) => config.get(key), describe: (key) => `the explicit provider (${key})` }
    : undefined;
}

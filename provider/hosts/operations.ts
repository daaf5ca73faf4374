import {
  type CallOptions,
  type Diff,
  LifecycleError,
  PartialFailure,
  type Settings,
} from "../lifecycle/vpn-connection/index.ts";
import { type ConfigSource, readCheckSettings, readEndpoint, readSettings } from "../settings/settings.ts";
import type { Lifecycle } from "./lifecycles.ts";
import { Ownership } from "./ownership.ts";
import { nameIn, type Properties, SEED, seedIn, seedOf } from "./properties.ts";
import { type Call, type Existing, type ResourceLog, redacted } from "./redacted.ts";
import { withSecrets } from "./secret-properties.ts";

/** Timeout for the read before a replacement. */
const FREE_MS = 30_000;

/**
 * The operations of one kind of resource for every host: the lifecycle with settings, timeouts, ownership, and redaction. Every method throws
 * only OperationError.
 *
 * `config` contains the settings. `olds` is the state: inputs for `check`, outputs for `diff` and `update`. `given` is the program's arguments
 * for `check`, and the result of `check` for the other methods.
 */
export class Operations<I extends object, O extends object> {
  readonly type: string;
  readonly #lifecycle: Lifecycle<I, O>;
  readonly #ownership: Ownership;

  constructor(lifecycle: Lifecycle<I, O>) {
    this.type = lifecycle.type;
    this.#lifecycle = lifecycle;
    this.#ownership = new Ownership(lifecycle);
  }

  /** Checks arguments and fills in defaults. Each reason names the argument and shows no value. */
  check(
    call: Call,
    config: ConfigSource,
    olds: Properties,
    given: Properties,
  ): Promise<{ inputs: Properties; reasons: string[] }> {
    const news = withSeed(call, given);
    return redacted(call, [news, olds], async ({ redactor }) => {
      const { inputs, failures } = await this.#lifecycle.check(readCheckSettings(config), olds, news);
      const conflict = this.#ownership.declare(seedIn(news), readEndpoint(config).endpoint, olds, inputs as Properties);
      const reasons = [...failures.map(({ reason }) => reason), ...(conflict === undefined ? [] : [conflict])];
      return { inputs: inputs as Properties, reasons: reasons.map((reason) => redactor.own(reason)) };
    });
  }

  /** Compares the state with the arguments. */
  diff(call: Call, config: ConfigSource, id: string, olds: Properties, given: Properties): Promise<Diff> {
    const news = withSeed(call, given);
    return redacted(call, [news, olds], async ({ options }) => {
      try {
        const diff = this.#lifecycle.diff(id, olds, news as I);
        const isReplaced = diff.replaces.length > 0;
        this.#ownership.hold([seedIn(news), seedIn(olds)], id, olds, !isReplaced);
        if (isReplaced && this.#ownership.isDeclared(seedIn(news))) {
          await this.#assertFree(call, config, id, news, { ...options("read"), timeoutMs: FREE_MS });
        }
        return diff;
      } catch (error) {
        // `refresh` compares with the inputs of the state, which may not be valid.
        await this.#assertValid(config, news);
        throw error;
      }
    });
  }

  /** The paths of the arguments that an update changes. */
  changedPaths(olds: Properties, given: Properties): string[] {
    return this.#lifecycle.changedPaths(olds, given as I);
  }

  /** The outputs that a preview shows, unknown values included. `olds` is undefined for a new resource. */
  previewed(call: Call, olds: Properties | undefined, given: Properties): Properties {
    return withSecrets(this.#lifecycle.previewed(olds, withSeed(call, given) as I));
  }

  create(call: Call, config: ConfigSource, given: Properties): Promise<Existing> {
    const inputs = withSeed(call, given);
    const seed = seedIn(inputs);
    return redacted(call, [inputs], async ({ log, options }) => {
      this.#warn(log, config, inputs);
      this.#ownership.declare(seed, readEndpoint(config).endpoint, {}, inputs);
      try {
        const settings = await settingsFor(call, config);
        const { id, outputs } = await this.#lifecycle.create(settings, inputs as I, options("create"));
        this.#ownership.hold([seed], id, outputs as Properties);
        return { id, outputs: withSecrets(outputs) };
      } catch (error) {
        if (error instanceof PartialFailure) {
          this.#ownership.hold([seed], error.id, error.properties as Properties);
        }
        throw error;
      }
    });
  }

  /** Reads a resource; undefined if it is proved to be gone. */
  read(
    call: Call,
    config: ConfigSource,
    id: string,
    held: Properties,
  ): Promise<{ outputs: Properties; inputs: Properties } | undefined> {
    const state = withSeed(call, held);
    return redacted(call, [state], async ({ options }) => {
      const seen = await this.#lifecycle.read(await settingsFor(call, config), id, state, options("read"));
      return seen && { outputs: withSecrets(seen.outputs), inputs: withSecrets(seen.inputs) };
    });
  }

  /**
   * Reads a resource of which only the id is known.
   *
   * @param given `<id>`, or `<region>/<id>` for a region that is not the default one.
   * @returns undefined if the service does not show it.
   */
  import(
    call: Call,
    config: ConfigSource,
    given: string,
  ): Promise<{ id: string; outputs: Properties; inputs: Properties } | undefined> {
    return redacted(call, [{}], async ({ options }) => {
      const [id = "", region = readCheckSettings(config).region] = given.split("/").reverse();
      if (region === undefined || region === "" || id === "") {
        throw new LifecycleError(
          `${this.type}: an import needs a region: give the id as REGION/ID, or set qcloud:region in the stack's config or TENCENTCLOUD_REGION in the environment`,
        );
      }
      const seen = await this.#lifecycle.import(await settingsFor(call, config), region, id, options("read"));
      return seen && { id: seen.id, outputs: seen.outputs as Properties, inputs: seen.inputs as Properties };
    });
  }

  /** Changes a resource in place and returns its outputs. */
  update(call: Call, config: ConfigSource, id: string, olds: Properties, given: Properties): Promise<Properties> {
    const news = withSeed(call, given);
    return redacted(call, [news, olds], async ({ log, options }) => {
      this.#warn(log, config, news);
      const settings = await settingsFor(call, config);
      const outputs = await this.#lifecycle.update(settings, id, olds, news as I, options("update"));
      return withSecrets(outputs);
    });
  }

  /** Deletes a resource, unless another resource of the stack now holds what it held. */
  delete(call: Call, config: ConfigSource, id: string, held: Properties): Promise<void> {
    const state = withSeed(call, held);
    const seed = seedIn(state);
    return redacted(call, [state], async ({ log, options }) => {
      const mayBeHandedOver = !this.#ownership.isDeclared(seed);
      const holder = this.#ownership.release(seed, id, state);
      if (holder !== undefined) {
        log.info(
          `${id} is kept: ${nameIn(holder)} holds it now, and only ${nameIn(seed ?? "")} is removed from the state`,
        );
        return;
      }
      const settings = await settingsFor(call, config);
      await this.#lifecycle.delete(settings, id, state, { ...options("delete"), mayBeHandedOver });
    });
  }

  /** Warns of arguments where they are applied and not in `check`, which runs in every preview and again in the update. */
  #warn(log: ResourceLog, config: ConfigSource, inputs: Properties): void {
    const warning = this.#lifecycle.warning(inputs as I, readCheckSettings(config).api);
    if (warning !== "") {
      log.warn(warning);
    }
  }

  async #assertValid(config: ConfigSource, inputs: Properties): Promise<void> {
    const settings = { ...readCheckSettings(config), region: undefined };
    const { failures } = await this.#lifecycle.check(settings, inputs, inputs);
    if (failures.length > 0) {
      const reasons = failures.map(({ reason }) => reason).join("; ");
      throw new LifecycleError(`${this.type}: arguments failed validation: ${reasons}`);
    }
  }

  /** Not checked without credentials, as in some previews: the update checks again before it deletes anything. */
  async #assertFree(
    call: Call,
    config: ConfigSource,
    id: string,
    news: Properties,
    options: CallOptions,
  ): Promise<void> {
    let settings: Settings;
    try {
      settings = await settingsFor(call, config);
    } catch {
      call.signal?.throwIfAborted();
      return;
    }
    await this.#lifecycle.assertFree(settings, id, news as I, options);
  }
}

const settingsFor = ({ signal }: Call, config: ConfigSource): Promise<Settings> =>
  readSettings(config, process.env, undefined, { signal });

const withSeed = ({ urn }: Call, properties: Properties): Properties =>
  urn === undefined ? properties : { ...properties, [SEED]: seedOf(urn) };

import {
  type CallOptions,
  DEFAULT_TIMEOUT_MS,
  type Diff,
  LifecycleError,
  messageOf,
  type Operation,
  PartialFailure,
  parseDuration,
  type Settings,
} from "../lifecycle/vpn-connection/index.ts";
import { type ConfigSource, readCheckSettings, readEndpoint, readSettings } from "../settings/settings.ts";
import type { Redactor } from "../util/redact.ts";
import type { Lifecycle } from "./lifecycles.ts";
import { Ownership } from "./ownership.ts";
import { nameIn, type Properties, SEED, seedIn, seedOf } from "./properties.ts";
import { keysIn, redactorFor, withSecrets } from "./secret-properties.ts";

/** How long `diff` may ask the cloud, before a replacement, whether the new place is free. */
const FREE_MS = 30_000;

/** What a host says about one call. */
export interface Call {
  /** URN of the resource, after its organization and a colon if the host knows that; undefined if the host does not know the URN. */
  readonly urn: string | undefined;
  /** Cancels the operation. */
  readonly signal?: AbortSignal;
  /** Milliseconds that the host allows; takes precedence over the argument `timeouts`. */
  readonly timeoutMs?: number;
  readonly log: ResourceLog;
}

/** Where the lines about one resource go. None of them ever holds a secret. */
export interface ResourceLog {
  /** A line that stays, under the resource where that is to be had. */
  info(line: string): void;
  /** A warning that stays. */
  warn(line: string): void;
  /** The resource's status line, in place of the one before; false where there is none. */
  status(line: string): boolean;
}

/** A resource that exists. */
export interface Existing {
  readonly id: string;
  /** What the state is to hold. What repeats a secret argument carries Pulumi's mark of a secret. */
  readonly outputs: Properties;
}

/** Why an operation failed. Its message holds no secret. */
export class OperationError extends Error {
  /** What exists all the same, for the state to keep, and why it is not as it was asked for. */
  readonly partial: (Existing & { readonly reasons: readonly string[] }) | undefined;

  constructor(error: unknown, redactor: Redactor) {
    super(redactor.own(messageOf(error)));
    this.name = "OperationError";
    this.partial =
      error instanceof PartialFailure
        ? {
            id: error.id,
            outputs: withSecrets(error.properties),
            reasons: error.reasons.map((reason) => redactor.own(reason)),
          }
        : undefined;
  }
}

/**
 * What every host does around the lifecycle of one kind of resource: settings, timeouts, ownership, and what may be shown. Every method
 * throws OperationError and nothing else.
 *
 * `config` is where the host keeps its settings, `olds` what the state holds (inputs for `check`, outputs for `diff` and `update`), `news` what
 * the program asks for: raw for `check`, and what `check` returned for every other method.
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

  /** Checks arguments and fills in what they leave out. Each reason for a refusal names the argument, and shows no value. */
  check(
    call: Call,
    config: ConfigSource,
    olds: Properties,
    given: Properties,
  ): Promise<{ inputs: Properties; reasons: string[] }> {
    const news = withSeed(call, given);
    return shown(call, [news, olds], async ({ redactor }) => {
      const { inputs, failures } = await this.#lifecycle.check(readCheckSettings(config), olds, news);
      const conflict = this.#ownership.declare(seedIn(news), readEndpoint(config), olds, inputs as Properties);
      const reasons = [...failures.map(({ reason }) => reason), ...(conflict === undefined ? [] : [conflict])];
      return { inputs: inputs as Properties, reasons: reasons.map((reason) => redactor.own(reason)) };
    });
  }

  /** Compares the state with the arguments. */
  diff(call: Call, config: ConfigSource, id: string, olds: Properties, given: Properties): Promise<Diff> {
    const news = withSeed(call, given);
    return shown(call, [news, olds], async ({ options }) => {
      try {
        const diff = this.#lifecycle.diff(id, olds, news as I);
        const isReplaced = diff.replaces.length > 0;
        this.#ownership.hold([seedIn(news), seedIn(olds)], id, olds, !isReplaced);
        if (isReplaced && this.#ownership.isDeclared(seedIn(news))) {
          await this.#assertFree(config, id, news, { ...options("read"), timeoutMs: FREE_MS });
        }
        return diff;
      } catch (error) {
        // `refresh` compares with the inputs of the state, which this release may not have checked.
        await this.#assertValid(news);
        throw error;
      }
    });
  }

  create(call: Call, config: ConfigSource, given: Properties): Promise<Existing> {
    const inputs = withSeed(call, given);
    const seed = seedIn(inputs);
    return shown(call, [inputs], async ({ log, options }) => {
      this.#warn(log, inputs);
      this.#ownership.declare(seed, readEndpoint(config), {}, inputs);
      try {
        const { id, outputs } = await this.#lifecycle.create(readSettings(config), inputs as I, options("create"));
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

  /** Reads a resource; undefined once it is proven to be gone. */
  read(
    call: Call,
    config: ConfigSource,
    id: string,
    held: Properties,
  ): Promise<{ outputs: Properties; inputs: Properties } | undefined> {
    const state = withSeed(call, held);
    return shown(call, [state], async ({ options }) => {
      const seen = await this.#lifecycle.read(readSettings(config), id, state, options("read"));
      return seen && { outputs: withSecrets(seen.outputs), inputs: withSecrets(seen.inputs) };
    });
  }

  /** Changes a resource in place and returns its outputs. */
  update(call: Call, config: ConfigSource, id: string, olds: Properties, given: Properties): Promise<Properties> {
    const news = withSeed(call, given);
    return shown(call, [news, olds], async ({ log, options }) => {
      this.#warn(log, news);
      const outputs = await this.#lifecycle.update(readSettings(config), id, olds, news as I, options("update"));
      return withSecrets(outputs);
    });
  }

  /** Deletes a resource, unless another resource of the stack holds its thing now. */
  delete(call: Call, config: ConfigSource, id: string, held: Properties): Promise<void> {
    const state = withSeed(call, held);
    const seed = seedIn(state);
    return shown(call, [state], async ({ log, options }) => {
      const mayBeHandedOver = !this.#ownership.isDeclared(seed);
      const holder = this.#ownership.release(seed, id, state);
      if (holder !== undefined) {
        log.info(`${id} is kept: ${nameIn(holder)} holds it now, and only ${nameIn(seed ?? "")} is forgotten`);
        return;
      }
      await this.#lifecycle.delete(readSettings(config), id, state, { ...options("delete"), mayBeHandedOver });
    });
  }

  /** Warns of arguments where they are applied and not in `check`, which runs in every preview and again in the update. */
  #warn(log: ResourceLog, inputs: Properties): void {
    const warning = this.#lifecycle.warning(inputs as I);
    if (warning !== "") {
      log.warn(`${this.type} ${nameIn(seedIn(inputs) ?? "")}: ${warning}`);
    }
  }

  async #assertValid(inputs: Properties): Promise<void> {
    const { failures } = await this.#lifecycle.check({ region: undefined, owner: "" }, inputs, inputs);
    if (failures.length > 0) {
      const reasons = failures.map(({ reason }) => reason).join("; ");
      throw new LifecycleError(`${this.type}: arguments failed validation: ${reasons}`);
    }
  }

  /** A preview may run without credentials: the update asks again before it deletes anything. */
  async #assertFree(config: ConfigSource, id: string, news: Properties, options: CallOptions): Promise<void> {
    let settings: Settings;
    try {
      settings = readSettings(config);
    } catch {
      return;
    }
    await this.#lifecycle.assertFree(settings, id, news as I, options);
  }
}

const withSeed = ({ urn }: Call, properties: Properties): Properties =>
  urn === undefined ? properties : { ...properties, [SEED]: seedOf(urn) };

/** Properties of one call: first those that the operation belongs to, then others that may hold a secret. */
type Handed = readonly [Properties, ...Properties[]];

/** What an operation may show, and what it may take. */
interface Shown {
  readonly redactor: Redactor;
  readonly log: ResourceLog;
  options(operation: Operation): CallOptions;
}

/** Runs an operation so that nothing that it logs or throws holds a secret of its properties. */
async function shown<T>(call: Call, handed: Handed, action: (shown: Shown) => Promise<T>): Promise<T> {
  const redactor = redactorFor(...handed);
  const log: ResourceLog = {
    info: (line) => call.log.info(redactor.own(line)),
    warn: (line) => call.log.warn(redactor.own(line)),
    status: (line) => call.log.status(redactor.own(line)),
  };
  const options = (operation: Operation): CallOptions => ({
    timeoutMs: call.timeoutMs ?? givenTimeout(operation, handed[0]) ?? DEFAULT_TIMEOUT_MS,
    ...(call.signal === undefined ? {} : { signal: call.signal }),
    log: log.info,
    warn: log.warn,
    status: log.status,
    secrets: keysIn(...handed),
  });
  try {
    return await action({ redactor, log, options });
  } catch (error) {
    throw new OperationError(error, redactor);
  }
}

function givenTimeout(operation: Operation, { timeouts }: Properties): number | undefined {
  const text = typeof timeouts === "object" && timeouts !== null ? (timeouts as Properties)[operation] : undefined;
  return typeof text === "string" ? parseDuration(text) : undefined;
}

import {
  type CallOptions,
  type Checked,
  type CheckFailure,
  type CheckSettings,
  DEFAULT_TIMEOUT_MS,
  type Diff,
  LifecycleError,
  messageOf,
  type Operation,
  PartialFailure,
  parseDuration,
  type Settings,
} from "../../lifecycle/vpn-connection/index.ts";
import { type ConfigSource, readCheckSettings, readEndpoint, readSettings } from "../../settings/settings.ts";
import { type Kind, nameIn, Ownership, SEED } from "../ownership.ts";
import { keysIn, redactorFor, withSecrets } from "../secret-properties.ts";
import { type ResourceLog, resourceLog } from "./engine-log.ts";
import type { Methods, Properties } from "./stored-api.ts";
import { normalize } from "./values.ts";

/** Where the host keeps the stored text; it must come back with everything that is returned. */
const PROVIDER = "__provider";

/** How long the cloud may be asked, before a replacement, whether its new place is free. */
const FREE_MS = 30_000;

/** What one kind of resource does, apart from the host. */
export interface Lifecycle<I extends object, O extends object> extends Kind {
  check(settings: CheckSettings, olds: Properties, news: Properties): Promise<Checked<I>>;
  diff(id: string, state: object, news: I): Diff;
  /** Refuses a replacement whose creation would be refused after the deletion, because something else stands at its place. */
  assertFree(settings: Settings, id: string, news: I, options: CallOptions): Promise<void>;
  create(settings: Settings, inputs: I, options: CallOptions): Promise<{ id: string; outputs: O }>;
  read(
    settings: Settings,
    id: string,
    state: object,
    options: CallOptions,
  ): Promise<{ outputs: O; inputs: I } | undefined>;
  update(settings: Settings, id: string, olds: object, news: I, options: CallOptions): Promise<O>;
  delete(settings: Settings, id: string, state: object, options: CallOptions): Promise<void>;
}

/** The methods of one kind of resource; `config` is what the host was configured with. */
export function methodsOf<I extends object, O extends object>(type: string, lifecycle: Lifecycle<I, O>): Methods {
  const guarded = <T>(method: string, handed: Handed, action: () => T | Promise<T>): Promise<T> =>
    guardedFor(type, method, handed, action);
  const ownership = new Ownership(lifecycle);
  /** A preview may run without credentials: the update asks again before it deletes anything. */
  const assertFree = async (config: ConfigSource | undefined, id: string, news: I): Promise<void> => {
    let settings: Settings;
    try {
      settings = readSettings(config);
    } catch {
      return;
    }
    await lifecycle.assertFree(settings, id, news, { ...optionsFor("read", news as Properties), timeoutMs: FREE_MS });
  };
  /** `up` hands over only what `check` let pass; whoever else calls is told what is wrong before anything is sent. */
  const assertChecked = async (inputs: Properties): Promise<I> => {
    const { inputs: checked, failures } = await lifecycle.check({ region: undefined, owner: "" }, inputs, inputs);
    if (failures.length > 0) {
      throw new LifecycleError(
        `arguments of ${type} that no check let pass: ${failures.map(({ reason }) => reason).join("; ")}`,
      );
    }
    const kept = Object.entries(given<Properties>(inputs)).map(([key, value]) =>
      key.startsWith("__") ? [key, value] : [key, (checked as Properties)[key]],
    );
    return Object.fromEntries(kept) as I;
  };
  return {
    async check(config: ConfigSource | undefined, olds: Properties, news: Properties) {
      return await guarded("check", [news, olds], async () => {
        const { inputs, failures, warning } = await lifecycle.check(readCheckSettings(config), olds, news);
        if (warning !== "") {
          logOf(news, olds).warn(warning);
        }
        const conflict = ownership.declare(readEndpoint(config), olds, inputs as Properties);
        const all = conflict === undefined ? failures : [...failures, conflict];
        return { inputs: inputs as Properties, failures: all.map((failure) => withoutValue(failure, news, olds)) };
      });
    },

    async diff(config: ConfigSource | undefined, id: string, olds: Properties, news: Properties) {
      return await guarded("diff", [olds, news], async () => {
        let diff: Diff;
        try {
          diff = lifecycle.diff(id, olds, given<I>(news));
        } catch (error) {
          // Only now: `refresh` compares with arguments that an earlier release let pass, which this one may refuse.
          await assertChecked(news);
          throw error;
        }
        const isReplaced = diff.replaces.length > 0;
        ownership.hold(id, olds, [news[SEED], olds[SEED]], !isReplaced);
        if (isReplaced && ownership.isDeclared(news)) {
          await assertFree(config, id, await assertChecked(news));
        }
        return diff;
      });
    },

    async create(config: ConfigSource | undefined, inputs: Properties) {
      return await guarded("create", [inputs], async () => {
        const checked = await assertChecked(inputs);
        const options = optionsFor("create", inputs);
        ownership.declare(readEndpoint(config), {}, inputs);
        try {
          const { id, outputs } = await lifecycle.create(readSettings(config), checked, options);
          ownership.hold(id, outputs as Properties, [inputs[SEED]]);
          return { id, outs: withProvider(outputs, inputs) };
        } catch (error) {
          if (error instanceof PartialFailure) {
            ownership.hold(error.id, error.properties as Properties, [inputs[SEED]]);
          }
          throw error;
        }
      });
    },

    async read(config: ConfigSource | undefined, id: string, props: Properties) {
      return await guarded("read", [props], async () => {
        const seen = await lifecycle.read(readSettings(config), id, props, optionsFor("read", props));
        return seen === undefined
          ? { id: "", props: {} }
          : { id, props: withProvider(seen.outputs, props), inputs: withProvider(seen.inputs, props) };
      });
    },

    async update(config: ConfigSource | undefined, id: string, olds: Properties, news: Properties) {
      return await guarded("update", [news, olds], async () => {
        const checked = await assertChecked(news);
        const options = optionsFor("update", news, olds);
        const outputs = await lifecycle.update(readSettings(config), id, olds, checked, options);
        return { outs: withProvider(outputs, news) };
      });
    },

    async delete(config: ConfigSource | undefined, id: string, props: Properties) {
      await guarded("delete", [props], async () => {
        const mayBeHandedOver = !ownership.isDeclared(props);
        const holder = ownership.release(id, props);
        if (holder !== undefined) {
          logOf(props).info(
            `${id} is kept: ${nameIn(holder)} holds it now, and only ${nameIn(props[SEED])} is forgotten`,
          );
          return;
        }
        await lifecycle.delete(readSettings(config), id, props, { ...optionsFor("delete", props), mayBeHandedOver });
      });
    },
  };
}

/** The arguments without those that are null: to `check` that is nothing given. */
const given = <I>(inputs: Properties): I =>
  Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== null)) as I;

/** What the host handed over: first what belongs to the operation, then what else may hold a secret. */
type Handed = readonly [Properties, ...Properties[]];

/**
 * The engine shows the value of the property that a failure names, a secret's too (and `<nil>` for a nested one). A failure that names none
 * shows the reason alone, which names the property.
 */
const withoutValue = ({ reason }: CheckFailure, ...handed: Handed): CheckFailure => ({
  property: "",
  reason: redactorFor(...handed).own(reason),
});

const withProvider = (value: object, from: Properties): Properties => ({
  ...withSecrets(normalize({ ...value })),
  ...(from[PROVIDER] === undefined ? {} : { [PROVIDER]: from[PROVIDER] }),
});

function optionsFor(operation: Operation, ...handed: Handed): CallOptions {
  const [properties] = handed;
  const timeouts = properties["timeouts"];
  const text = typeof timeouts === "object" && timeouts !== null ? (timeouts as Properties)[operation] : undefined;
  const given = typeof text === "string" ? parseDuration(text) : undefined;
  const { info, warn, status } = logOf(...handed);
  return { timeoutMs: given ?? DEFAULT_TIMEOUT_MS, log: info, warn, status, secrets: keysIn(...handed) };
}

/** The resource's log, which no secret of the operation reaches. */
function logOf(...handed: Handed): ResourceLog {
  const seed = handed[0][SEED];
  const log = resourceLog(typeof seed === "string" ? seed.slice(seed.indexOf(":urn:") + 1) : undefined);
  const redactor = redactorFor(...handed);
  return {
    info: (line) => log.info(redactor.own(line)),
    warn: (line) => log.warn(redactor.own(line)),
    status: (line) => log.status(redactor.own(line)),
  };
}

function resourceName(type: string, properties: Properties): string {
  return nameIn(properties[SEED]) || type;
}

/**
 * Runs one method and turns what it returns or throws into what the host can carry: of an error a message without a stack of ours, an
 * integer `code` never, and for a partial failure the id, the properties and the reasons.
 */
async function guardedFor<T>(type: string, method: string, handed: Handed, action: () => T | Promise<T>): Promise<T> {
  try {
    return normalize(await action());
  } catch (error) {
    throw new HostError(type, method, handed, error);
  }
}

/** The host prints `${error}: ${error.stack}` beside the message that the engine shows: both are kept to one short line. */
class HostError extends Error {
  readonly id?: string;
  readonly properties?: Properties;
  readonly reasons?: string[];

  constructor(type: string, method: string, handed: Handed, error: unknown) {
    const redactor = redactorFor(...handed);
    const [properties] = handed;
    super(normalize(redactor.own(messageOf(error))));
    this.name = type;
    this.stack = normalize(`${method} of ${resourceName(type, properties)} failed`);
    if (error instanceof PartialFailure) {
      this.id = normalize(error.id);
      this.properties = normalize(withProvider(error.properties, properties));
      this.reasons = normalize(error.reasons.map((reason) => redactor.own(reason)));
    }
  }
}

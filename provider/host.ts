/**
 * The functions behind the text that Pulumi stores in a stack's state (`shell.ts`). Their names and parameters are a
 * contract with every state that any release wrote: they are added to, never changed.
 *
 * | method | actions of the vendor's API |
 * | --- | --- |
 * | check, diff | none |
 * | create | DescribeVpnConn, AddVpnConnEx, DescribeVpcTaskResult |
 * | read | DescribeVpnConn; to prove that a tunnel is gone also DescribeVpnGw, DescribeUserGw, DescribeVpcEx |
 * | update | DescribeVpnConn, ModifyVpnConnEx, DescribeVpcTaskResult |
 * | delete | DeleteVpnConn, DescribeVpcTaskResult, DescribeVpnConn; for the proof the same as read |
 */
import { type ResourceLog, resourceLog } from "./engine-log.ts";
import {
  type CallOptions,
  type CheckFailure,
  check,
  create,
  DEFAULT_TIMEOUT_MS,
  deleteTunnel,
  diff,
  type Inputs,
  messageOf,
  type Operation,
  type Outputs,
  PartialFailure,
  parseDuration,
  read,
  update,
} from "./lifecycle/index.ts";
import { normalize } from "./normalize.ts";
import { type ConfigSource, readCheckSettings, readSettings } from "./settings.ts";

type Properties = Record<string, unknown>;

/** Where the host keeps the stored text; it must come back with everything that is returned. */
const PROVIDER = "__provider";

/** The methods of VpnConnection, as the stored text calls them. `config` is what `configure` was given, if it was called. */
export const vpnConnection = {
  async check(config: ConfigSource | undefined, olds: Properties, news: Properties) {
    return await guarded("check", news, () => {
      const { inputs, failures, warning } = check(readCheckSettings(config), olds, news);
      if (warning !== "") {
        logOf(news).warn(warning);
      }
      return { inputs: normalize(inputs), failures: failures.map(withoutValue) };
    });
  },

  async diff(_config: ConfigSource | undefined, id: string, olds: Properties, news: Properties) {
    return await guarded("diff", olds, () => diff(id, olds as Partial<Outputs>, news as unknown as Inputs));
  },

  async create(config: ConfigSource | undefined, inputs: Properties) {
    return await guarded("create", inputs, async () => {
      const checked = inputs as unknown as Inputs;
      const { id, outputs } = await create(readSettings(config), checked, optionsFor("create", inputs));
      return { id, outs: withProvider(outputs, inputs) };
    });
  },

  async read(config: ConfigSource | undefined, id: string, props: Properties) {
    return await guarded("read", props, async () => {
      const seen = await read(readSettings(config), id, props, optionsFor("read", props));
      return seen === undefined
        ? { id: "", props: {} }
        : { id, props: withProvider(seen.outputs, props), inputs: withProvider(seen.inputs, props) };
    });
  },

  async update(config: ConfigSource | undefined, id: string, olds: Properties, news: Properties) {
    return await guarded("update", news, async () => {
      const checked = news as unknown as Inputs;
      return {
        outs: withProvider(await update(readSettings(config), id, olds, checked, optionsFor("update", news)), news),
      };
    });
  },

  async delete(config: ConfigSource | undefined, id: string, props: Properties) {
    await guarded("delete", props, () => deleteTunnel(readSettings(config), id, props, optionsFor("delete", props)));
  },
};

/**
 * The engine shows the value of the property that a failure names, a secret's too, and `<nil>` for a nested one. A failure that names none
 * shows the reason alone, which says property and value itself.
 */
const withoutValue = ({ property, reason }: CheckFailure): CheckFailure => ({
  property: property === "preSharedKey" || property.includes(".") ? "" : property,
  reason,
});

const withProvider = (value: object, from: Properties): Properties => ({
  ...normalize(value),
  ...(from[PROVIDER] === undefined ? {} : { [PROVIDER]: from[PROVIDER] }),
});

function optionsFor(operation: Operation, properties: Properties): CallOptions {
  const timeouts = properties["timeouts"];
  const text = typeof timeouts === "object" && timeouts !== null ? (timeouts as Properties)[operation] : undefined;
  const given = typeof text === "string" ? parseDuration(text) : undefined;
  const { info, status } = logOf(properties);
  return { timeoutMs: given ?? DEFAULT_TIMEOUT_MS, log: info, status };
}

/** The hidden input `__urn` is `<organization>:<urn>`. */
function logOf(properties: Properties): ResourceLog {
  const seed = properties["__urn"];
  return resourceLog(typeof seed === "string" ? seed.slice(seed.indexOf(":urn:") + 1) : undefined);
}

function resourceName(properties: Properties): string {
  const urn = properties["__urn"];
  return typeof urn === "string" ? urn.split("::").slice(3).join("::") || "VpnConnection" : "VpnConnection";
}

/**
 * Runs one method and turns what it throws into what the host can carry: a message without a stack of ours, an integer `code` never,
 * and for a partial failure the id, the properties and the reasons.
 */
async function guarded<T>(method: string, properties: Properties, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new HostError(method, properties, error);
  }
}

/** The host prints `${error}: ${error.stack}` beside the message that the engine shows: both are kept to one short line. */
class HostError extends Error {
  readonly id?: string;
  readonly properties?: Properties;
  readonly reasons?: string[];

  constructor(method: string, properties: Properties, error: unknown) {
    super(messageOf(error));
    this.name = "VpnConnection";
    this.stack = `${method} of ${resourceName(properties)} failed`;
    if (error instanceof PartialFailure) {
      this.id = error.id;
      this.properties = withProvider(error.properties, properties);
      this.reasons = [...error.reasons];
    }
  }
}

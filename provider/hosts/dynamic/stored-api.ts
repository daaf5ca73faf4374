import type { Diff } from "../../lifecycle/vpn-connection/index.ts";
import type { ConfigSource } from "../../settings/settings.ts";
import { engineLog } from "../engine-log.ts";
import { engineAddress } from "../engine-process.ts";
import { normalize } from "../normalize.ts";
import type { Operations } from "../operations.ts";
import { nameIn, type Properties, seedIn, urnIn } from "../properties.ts";
import { type Call, OperationError } from "../redacted.ts";

/** The interface between the stored text and one kind of resource. */
export interface StoredApi {
  configure(request: { config: ConfigSource }): Methods;
}

/** The methods of Pulumi's dynamic provider. */
export interface Methods {
  check(olds: Properties, news: Properties): Promise<Checked>;
  diff(id: string, olds: Properties, news: Properties): Promise<Diff>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, props: Properties): Promise<Seen>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, props: Properties): Promise<void>;
}

interface Checked {
  inputs: Properties;
  failures: { property: string; reason: string }[];
}

/** An empty id means that the resource is gone. */
interface Seen {
  id: string;
  props: Properties;
  inputs?: Properties;
}

/** The property with the stored text. The host requires it in every result. */
const PROVIDER = "__provider";

/** The engine's address is an internal argument of the SDK's dynamic host. */
const resourceLog = engineLog(engineAddress());

export const storedApi = <I extends object, O extends object>(operations: Operations<I, O>): StoredApi => ({
  configure: ({ config }) => methodsOf(operations, config),
});

function methodsOf<I extends object, O extends object>(operations: Operations<I, O>, config: ConfigSource): Methods {
  /** Runs one method. @param from The properties of the resource. */
  const run = async <T>(method: string, from: Properties, action: (call: Call) => Promise<T>): Promise<T> => {
    const seed = seedIn(from);
    try {
      return normalize(await action({ urn: seed, log: resourceLog(seed && urnIn(seed)) }));
    } catch (error) {
      const name = nameIn(seed ?? "") || operations.type;
      throw new HostError(operations.type, `${method} of ${name} failed`, error, from);
    }
  };
  return {
    check: (olds, news) =>
      run("check", news, async (call) => {
        const { inputs, reasons } = await operations.check(call, config, olds, news);
        // The engine shows the value of the property that a failure names, even a secret one.
        return { inputs, failures: reasons.map((reason) => ({ property: "", reason })) };
      }),
    diff: (id, olds, news) =>
      run("diff", news, async (call) => {
        const diff = await operations.diff(call, config, id, olds, news);
        // Outputs that the provider plugin wrote have no text, without which a destroy fails. An update writes it.
        return { ...diff, changes: diff.changes || olds[PROVIDER] === undefined };
      }),
    create: (inputs) =>
      run("create", inputs, async (call) => {
        const { id, outputs } = await operations.create(call, config, inputs);
        return { id, outs: withProvider(outputs, inputs) };
      }),
    read: (id, props) =>
      run("read", props, async (call) => {
        const seen = await operations.read(call, config, id, props);
        return seen === undefined
          ? { id: "", props: {} }
          : { id, props: withProvider(seen.outputs, props), inputs: withProvider(seen.inputs, props) };
      }),
    update: (id, olds, news) =>
      run("update", news, async (call) => ({
        outs: withProvider(await operations.update(call, config, id, olds, news), news),
      })),
    delete: (id, props) => run("delete", props, (call) => operations.delete(call, config, id, props)),
  };
}

const withProvider = (properties: Properties, { [PROVIDER]: provider }: Properties): Properties =>
  provider === undefined ? properties : { ...properties, [PROVIDER]: provider };

/**
 * An error for the host. The host prints `${error}: ${error.stack}` in addition to the message that the engine shows, so the stack is one short
 * line. gRPC would take an integer `code` for its own status. An error with an id tells the host that the resource exists.
 */
class HostError extends Error {
  readonly id?: string;
  readonly properties?: Properties;
  readonly reasons?: string[];

  constructor(type: string, stack: string, error: unknown, from: Properties) {
    super(normalize(error instanceof Error ? error.message : String(error)));
    this.name = type;
    this.stack = normalize(stack);
    const partial = error instanceof OperationError ? error.partial : undefined;
    if (partial !== undefined) {
      this.id = normalize(partial.id);
      this.properties = normalize(withProvider(partial.outputs, from));
      this.reasons = normalize([...partial.reasons]);
    }
  }
}

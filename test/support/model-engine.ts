import { userGateway, vpnConnection } from "../../provider/hosts/dynamic/host.ts";

type Properties = Record<string, unknown>;

/** A resource as the engine's state keeps it. */
export interface ModelResource {
  id: string;
  inputs: Properties;
  outputs: Properties;
  initErrors: string[];
}

/** What a step did, as the engine names it. */
export type Step = "create" | "update" | "replace" | "same" | "delete" | "refresh" | "none";

/** The methods behind each type's stored text. */
const hosts = { VpnConnection: vpnConnection, UserGateway: userGateway };

/**
 * Drives the functions that the stored text calls in the order in which the engine does, for one resource and in this process, so that
 * thousands of cases fit into a run. What it takes for granted of the engine is tried on the real one in test/engine.
 */
export class ModelEngine {
  readonly config: Record<string, string>;
  readonly urn: string;
  resource: ModelResource | undefined;
  readonly #host: (typeof hosts)[keyof typeof hosts];

  constructor(
    config: Record<string, string>,
    name = "branch",
    type: keyof typeof hosts = "VpnConnection",
    stack = config["test:stack"] ?? "dev",
  ) {
    this.config = config;
    this.urn = `organization:urn:pulumi:${stack}::model::pulumi-nodejs:dynamic/qcloud:${type}::${name}`;
    this.#host = hosts[type];
  }

  get #methods() {
    const { config } = this;
    return this.#host.configure({ config: { get: (key) => config[key] } });
  }

  /** What the next `up` would do. */
  async preview(args: Properties): Promise<Step> {
    if (this.resource === undefined) {
      await this.#check({}, args);
      return "create";
    }
    const news = await this.#check(this.resource.inputs, args);
    const diff = await this.#methods.diff(this.resource.id, this.resource.outputs, news);
    if (diff.replaces.length > 0) {
      return "replace";
    }
    return diff.changes || this.resource.initErrors.length > 0 ? "update" : "same";
  }

  /** `pulumi up`, with the program's arguments. */
  async up(args: Properties): Promise<Step> {
    const step = await this.preview(args);
    if (step === "replace") {
      await this.destroy();
    }
    if (step === "create" || step === "replace") {
      const news = await this.#check({}, args);
      await this.#keep(news, async () => {
        const { id, outs } = await this.#methods.create(news);
        return { id, outputs: outs };
      });
      return step;
    }
    const current = this.resource as ModelResource;
    const news = await this.#check(current.inputs, args);
    if (step === "same") {
      this.resource = { ...current, inputs: news };
      return step;
    }
    await this.#keep(news, async () => {
      const { outs } = await this.#methods.update(current.id, current.outputs, news);
      return { id: current.id, outputs: outs };
    });
    return step;
  }

  /** `pulumi refresh`. */
  async refresh(): Promise<Step> {
    const current = this.resource;
    if (current === undefined) {
      return "none";
    }
    const read = await this.#methods.read(current.id, current.outputs);
    this.resource =
      read.id === ""
        ? undefined
        : {
            id: read.id,
            inputs: ("inputs" in read ? read.inputs : undefined) ?? current.inputs,
            outputs: read.props,
            initErrors: [],
          };
    return "refresh";
  }

  /** `pulumi destroy`. */
  async destroy(): Promise<Step> {
    const current = this.resource;
    if (current === undefined) {
      return "none";
    }
    await this.#methods.delete(current.id, current.outputs);
    this.resource = undefined;
    return "delete";
  }

  async #check(olds: Properties, args: Properties): Promise<Properties> {
    const { inputs, failures } = await this.#methods.check(olds, { ...args, __urn: this.urn });
    if (failures.length > 0) {
      throw new Error(failures.map(({ reason }) => reason).join("; "));
    }
    // As the SDK's host, which keeps the text of the provider in the inputs.
    return { ...inputs, __provider: "the stored text" };
  }

  /** Runs a create or an update; an error that carries an id is recorded, as the engine does with a failed initialization. */
  async #keep(news: Properties, action: () => Promise<{ id: string; outputs: Properties }>): Promise<void> {
    try {
      const { id, outputs } = await action();
      this.resource = { id, inputs: news, outputs, initErrors: [] };
    } catch (error) {
      const failure = error as { id?: string; properties?: Properties; reasons?: string[] };
      if (failure.id !== undefined) {
        this.resource = {
          id: failure.id,
          inputs: news,
          outputs: failure.properties ?? {},
          initErrors: failure.reasons ?? [],
        };
      }
      throw error;
    }
  }
}

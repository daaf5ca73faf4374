import type { CheckFailure, Diff } from "../../lifecycle/vpn-connection/index.ts";
import type { ConfigSource } from "../../settings/settings.ts";

export type Properties = Record<string, unknown>;

/** The methods of one kind of resource, with the config that the host was configured with as the first argument. */
export interface Methods {
  check(config: ConfigSource | undefined, olds: Properties, news: Properties): Promise<Checked>;
  diff(config: ConfigSource | undefined, id: string, olds: Properties, news: Properties): Promise<Diff>;
  create(config: ConfigSource | undefined, inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(config: ConfigSource | undefined, id: string, props: Properties): Promise<Seen>;
  update(
    config: ConfigSource | undefined,
    id: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ outs: Properties }>;
  delete(config: ConfigSource | undefined, id: string, props: Properties): Promise<void>;
}

interface Checked {
  inputs: Properties;
  failures: CheckFailure[];
}

/** An empty id says that the thing is gone. */
interface Seen {
  id: string;
  props: Properties;
  inputs?: Properties;
}

type WithoutConfig<M> = M extends (config: never, ...rest: infer R) => infer T ? (...rest: R) => T : never;

/** The same methods after the config was given. */
export type ConfiguredMethods = { [K in keyof Methods]: WithoutConfig<Methods[K]> };

/** What a stored text may call: methods that take the config, as the text of 0.1.0 does, and `configure`, as every later one does. */
export interface StoredApi extends Methods {
  configure(request: { config: ConfigSource }): ConfiguredMethods;
}

export const storedApi = (methods: Methods): StoredApi => ({
  ...methods,
  configure: ({ config }) => ({
    check: (...given) => methods.check(config, ...given),
    diff: (...given) => methods.diff(config, ...given),
    create: (...given) => methods.create(config, ...given),
    read: (...given) => methods.read(config, ...given),
    update: (...given) => methods.update(config, ...given),
    delete: (...given) => methods.delete(config, ...given),
  }),
});

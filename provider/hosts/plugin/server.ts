/**
 * The provider plugin: Pulumi's protocol ResourceProvider on the SDK's own gRPC library and messages, because the SDK's server for providers
 * drops config, import, previews and detailed diffs.
 */
import type * as Grpc from "@grpc/grpc-js";
import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb.js";
import type { ConfigureRequest, InvokeRequest, ProviderHandshakeRequest } from "@pulumi/pulumi/proto/provider_pb.js";
import { LifecycleError } from "../../lifecycle/vpn-connection/index.ts";
import type { ConfigSource } from "../../settings/settings.ts";
import { engineLog } from "../engine-log.ts";
import { userGatewayLifecycle, vpnConnectionLifecycle } from "../lifecycles.ts";
import { Operations } from "../operations.ts";
import { type Properties, typeIn } from "../properties.ts";
import { secretValue } from "../secret-properties.ts";
import { checkConfig, configOf, diffConfig } from "./config.ts";
import { Empty, grpc, messages, PluginInfo, ResourceProviderService } from "./messages.ts";
import { ResourceCalls, type Session } from "./resource.ts";
import { unary } from "./unary.ts";
import { receivedArguments, toStruct } from "./wire.ts";

/** A function that programs can invoke. Its arguments are in clear, with the hidden `__secrets`. */
export type PluginFunction = (
  args: Properties,
  options: { readonly config: ConfigSource; readonly signal: AbortSignal },
) => Promise<{ readonly result: Properties; readonly isSecret: boolean }>;

/** What the executable knows and this layer does not. */
export interface PluginParts {
  readonly version: string;
  schema(): Promise<string>;
  /** By name, such as `getVpc`. */
  readonly functions: Readonly<Record<string, PluginFunction>>;
  /** The engine's address among the arguments of the process. */
  readonly engineAddress?: string | undefined;
  /** Called when the engine's address is known. */
  readonly onEngine?: (address: string) => void;
}

/** A running plugin. */
export interface Plugin {
  /** The port on loopback. */
  readonly port: number;
  /** Ends the server. Calls that are running are cut off. */
  close(): void;
}

/** The prefix of every token. */
const TOKEN = "qcloud:index:";

/** Starts the plugin on a free port of loopback. */
export async function servePlugin(parts: PluginParts): Promise<Plugin> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
  server.addService(ResourceProviderService, serviceOf(parts) as unknown as Grpc.UntypedServiceImplementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port, close: () => server.forceShutdown() };
}

function serviceOf({ version, schema, functions, engineAddress, onEngine }: PluginParts) {
  let config: ConfigSource = { get: () => undefined };
  let cancellation = new AbortController();
  let logs = engineLog(engineAddress);
  let calls = new Map<string, ResourceCalls>();
  const session: Session = {
    get config() {
      return config;
    },
    get signal() {
      return cancellation.signal;
    },
    log: (urn) => logs(urn),
  };
  // An attached plugin serves one command after the other, each with its own configuration.
  const begin = (request?: ConfigureRequest): void => {
    config = request === undefined ? config : configOf(request);
    cancellation = new AbortController();
    calls = new Map([
      ["VpnConnection", new ResourceCalls(new Operations(vpnConnectionLifecycle), session)],
      ["UserGateway", new ResourceCalls(new Operations(userGatewayLifecycle), session)],
    ]);
  };
  const connect = (address: string): void => {
    if (address !== "") {
      logs = engineLog(address);
      onEngine?.(address);
    }
  };
  const of = (urn: string): ResourceCalls => {
    const found = calls.get(typeIn(urn));
    if (found === undefined) {
      throw new LifecycleError(`the provider plugin has no resource of type ${typeIn(urn)}`);
    }
    return found;
  };
  const resource = <M extends "check" | "diff" | "create" | "read" | "update" | "delete">(method: M) =>
    unary(async (request: Parameters<ResourceCalls[M]>[0]) =>
      (of(request.getUrn())[method] as (given: typeof request) => ReturnType<ResourceCalls[M]>)(request),
    );
  begin();
  return {
    handshake: unary((request: ProviderHandshakeRequest) => {
      connect(request.getEngineAddress());
      const answer = new messages.ProviderHandshakeResponse();
      answer.setAcceptSecrets(true);
      return answer;
    }),
    attach: unary((request: PluginAttach) => {
      connect(request.getAddress());
      return new Empty();
    }),
    getPluginInfo: unary(() => {
      const info = new PluginInfo();
      info.setVersion(version);
      return info;
    }),
    getSchema: unary(async () => {
      const answer = new messages.GetSchemaResponse();
      answer.setSchema(await schema());
      return answer;
    }),
    checkConfig,
    diffConfig,
    configure: unary((request: ConfigureRequest) => {
      begin(request);
      const answer = new messages.ConfigureResponse();
      answer.setAcceptsecrets(true);
      answer.setSupportspreview(true);
      return answer;
    }),
    check: resource("check"),
    diff: resource("diff"),
    create: resource("create"),
    read: resource("read"),
    update: resource("update"),
    delete: resource("delete"),
    invoke: unary(async (request: InvokeRequest) => {
      const token = request.getTok();
      const name = token.startsWith(TOKEN) ? token.slice(TOKEN.length) : "";
      const action = Object.hasOwn(functions, name) ? functions[name] : undefined;
      if (action === undefined) {
        throw new LifecycleError(`the provider plugin has no function ${token}`);
      }
      const args = receivedArguments(request.getArgs());
      const { result, isSecret } = await action(args, { config, signal: cancellation.signal });
      const entries = Object.entries(result).map(([key, value]) => [key, isSecret ? secretValue(value) : value]);
      const answer = new messages.InvokeResponse();
      answer.setReturn(toStruct(Object.fromEntries(entries)));
      return answer;
    }),
    cancel: unary(() => {
      cancellation.abort(
        new LifecycleError(
          "cancelled; the service goes on with what it was asked for. Run the command again to see how it ended",
        ),
      );
      return new Empty();
    }),
  };
}

import { createRequire } from "node:module";
import type { IEngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type { LogRequest as Request } from "@pulumi/pulumi/proto/engine_pb.js";
import type { ResourceLog } from "../redacted.ts";
import { engineAddress } from "./engine-process.ts";
import { normalize } from "./values.ts";

interface Engine {
  send(severity: "INFO" | "WARNING", urn: string, line: string, ephemeral: boolean): void;
}

const plainLog: ResourceLog = {
  info: (line) => console.log(normalize(line)),
  warn: (line) => console.error(`warning: ${normalize(line)}`),
  status: () => false,
};

let engine: Engine | undefined;
let isConnected = false;

/**
 * The log of a resource. Lines go to the engine, whose address is an internal argument of the SDK's dynamic host. Without it, they go to
 * stdout and stderr, which the engine shows under the stack.
 *
 * @param urn The URN of the resource, if known.
 */
export function resourceLog(urn: string | undefined): ResourceLog {
  if (!isConnected) {
    isConnected = true;
    engine = connect();
  }
  if (engine === undefined || urn === undefined) {
    return plainLog;
  }
  const say = (severity: "INFO" | "WARNING", line: string, isEphemeral: boolean): boolean => {
    engine?.send(severity, urn, line, isEphemeral);
    return engine !== undefined;
  };
  return {
    info: (line) => say("INFO", line, false) || plainLog.info(line),
    warn: (line) => say("WARNING", line, false) || plainLog.warn(line),
    status: (line) => say("INFO", line, true),
  };
}

function connect(): Engine | undefined {
  const address = engineAddress();
  if (address === undefined) {
    return undefined;
  }
  try {
    // grpc-js is a dependency of the SDK, so it is resolved from there.
    const sdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
    const grpc = sdk("@grpc/grpc-js") as { credentials: { createInsecure(): unknown } };
    const services = sdk("./proto/engine_grpc_pb.js") as {
      EngineClient: new (address: string, credentials: unknown) => IEngineClient;
    };
    const messages = sdk("./proto/engine_pb.js") as typeof import("@pulumi/pulumi/proto/engine_pb.js");
    const client = new services.EngineClient(address, grpc.credentials.createInsecure());
    return {
      send(severity, urn, line, isEphemeral) {
        const request: Request = new messages.LogRequest();
        request.setSeverity(messages.LogSeverity[severity]);
        request.setUrn(normalize(urn));
        request.setMessage(normalize(line));
        request.setEphemeral(isEphemeral);
        client.log(request, (error: Error | null) => {
          if (error !== null) {
            engine = undefined;
            plainLog.info(line);
          }
        });
      },
    };
  } catch {
    return undefined;
  }
}

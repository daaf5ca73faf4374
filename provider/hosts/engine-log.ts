import type { IEngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type { LogRequest as Request } from "@pulumi/pulumi/proto/engine_pb.js";
import { normalize } from "./normalize.ts";
import type { ResourceLog } from "./redacted.ts";
import { sdkModule } from "./sdk.ts";

interface Engine {
  send(severity: "INFO" | "WARNING", urn: string, line: string, ephemeral: boolean): void;
}

const plainLog: ResourceLog = {
  info: (line) => console.log(normalize(line)),
  warn: (line) => console.error(`warning: ${normalize(line)}`),
  status: () => false,
};

/**
 * The logs of resources. Lines go to the engine. Without it, they go to stdout and stderr, which the engine shows under the stack.
 *
 * @param address The engine's gRPC address, if known.
 * @returns the log of the resource with a URN, if that is known.
 */
export function engineLog(address: string | undefined): (urn: string | undefined) => ResourceLog {
  let engine: Engine | undefined;
  let isConnected = false;
  const say = (severity: "INFO" | "WARNING", urn: string, line: string, isEphemeral: boolean): boolean => {
    engine?.send(severity, urn, line, isEphemeral);
    return engine !== undefined;
  };
  return (urn) => {
    if (!isConnected) {
      isConnected = true;
      engine = connect(address, () => {
        engine = undefined;
      });
    }
    if (engine === undefined || urn === undefined) {
      return plainLog;
    }
    return {
      info: (line) => say("INFO", urn, line, false) || plainLog.info(line),
      warn: (line) => say("WARNING", urn, line, false) || plainLog.warn(line),
      status: (line) => say("INFO", urn, line, true),
    };
  };
}

function connect(address: string | undefined, onLost: () => void): Engine | undefined {
  if (address === undefined) {
    return undefined;
  }
  try {
    const grpc = sdkModule("@grpc/grpc-js") as { credentials: { createInsecure(): unknown } };
    const services = sdkModule("./proto/engine_grpc_pb.js") as {
      EngineClient: new (address: string, credentials: unknown) => IEngineClient;
    };
    const messages = sdkModule("./proto/engine_pb.js") as typeof import("@pulumi/pulumi/proto/engine_pb.js");
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
            onLost();
            plainLog.info(line);
          }
        });
      },
    };
  } catch {
    return undefined;
  }
}

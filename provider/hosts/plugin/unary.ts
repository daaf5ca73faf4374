import type * as Grpc from "@grpc/grpc-js";
import { messageOf } from "../../lifecycle/vpn-connection/index.ts";
import { normalize } from "../normalize.ts";
import { OperationError } from "../redacted.ts";
import { Any, grpc, messages, Status } from "./messages.ts";
import { sent } from "./wire.ts";

/** A call with one request and one answer. */
export const unary =
  <Q, R>(work: (request: Q) => R | Promise<R>): Grpc.handleUnaryCall<Q, R> =>
  (call, callback) => {
    Promise.resolve(call.request)
      .then(work)
      .then(
        (answer) => callback(null, answer),
        (error: unknown) => callback(failureOf(error)),
      );
  };

/** The status of a failure. If a resource exists nevertheless, the status says what the state must keep. */
function failureOf(error: unknown): Partial<Grpc.StatusObject> {
  const details = normalize(messageOf(error));
  const metadata = new grpc.Metadata();
  const partial = error instanceof OperationError ? error.partial : undefined;
  if (partial !== undefined) {
    const failed = new messages.ErrorResourceInitFailed();
    failed.setId(normalize(partial.id));
    failed.setProperties(sent(partial.outputs));
    failed.setReasonsList(normalize([...partial.reasons]));
    const any = new Any();
    any.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status();
    status.setCode(grpc.status.UNKNOWN);
    status.setMessage(details);
    status.addDetails(any);
    metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  }
  return { code: grpc.status.UNKNOWN, details, metadata };
}

/** Authenticates a request of API 3.0. The order of the checks is assumed; it is that of API 2.0. */

import type { IncomingHttpHeaders } from "node:http";
import { type Cloud, serverTime } from "../../cloud.ts";
import type { Connection } from "../../faults/plan.ts";
import type { Credential } from "../../state/model.ts";
import { Api3Error } from "./error.ts";
import { isSigned, parseAuthorization } from "./signature.ts";

/** A request as it was received. */
export interface ReceivedRequest3 {
  /** The headers. */
  readonly headers: IncomingHttpHeaders;
  /** Query without the question mark. */
  readonly query: string;
  /** The connection that it arrived on. */
  readonly connection: Connection;
  /** The bytes of the body; `undefined` when it was too long. */
  readonly body: Buffer | undefined;
}

/** A header as one text; empty when absent. */
export function header(request: ReceivedRequest3, name: string): string {
  const value = Object.hasOwn(request.headers, name) ? request.headers[name] : undefined;
  return (Array.isArray(value) ? value.join(",") : value) ?? "";
}

/**
 * The key pair that signed the request.
 *
 * @param service the product that the action belongs to.
 * @throws Api3Error `AuthFailure.*`, or `MissingParameter` for a missing header.
 */
export function authenticate3(cloud: Cloud, request: ReceivedRequest3, service: string): Credential {
  const authorization = parseAuthorization(header(request, "authorization"));
  if (authorization === undefined) {
    throw new Api3Error("AuthFailure.InvalidAuthorization", "the header Authorization is missing or of another form");
  }
  const timestamp = timestampOf(request);
  const credential = cloud.store.credentials.get(authorization.secretId);
  if (credential === undefined) {
    throw new Api3Error("AuthFailure.SecretIdNotFound", "the SecretId does not exist or is disabled");
  }
  if (header(request, "x-tc-token") !== (credential.token ?? "")) {
    throw new Api3Error("AuthFailure.TokenFailure", "the token is wrong");
  }
  const host = header(request, "host");
  // The vendor's SDK for Node.js takes the first part of the endpoint for the product, whatever it is.
  const known = [service, host.split(".")[0]].includes(authorization.service);
  const body = request.body ?? Buffer.alloc(0);
  const signed = { method: "POST", path: "/", query: request.query, body, timestamp };
  const valid = signedHosts(cloud, host).some((name) => {
    const headers = Object.fromEntries(authorization.signedHeaders.map((one) => [one, header(request, one)]));
    return isSigned({ ...signed, headers: { ...headers, host: name } }, authorization, credential.secretKey);
  });
  if (!known || !valid) {
    throw new Api3Error("AuthFailure.SignatureFailure", "the signature is wrong");
  }
  const { window } = cloud.settings;
  if (Math.abs(timestamp - Math.floor(serverTime(cloud) / 1000)) > window) {
    throw new Api3Error("AuthFailure.SignatureExpire", "the timestamp is too far from the server's clock");
  }
  return credential;
}

function timestampOf(request: ReceivedRequest3): number {
  const text = header(request, "x-tc-timestamp");
  if (text === "") {
    throw new Api3Error("MissingParameter", "the header X-TC-Timestamp is missing");
  }
  if (!/^\d{1,11}$/.test(text)) {
    throw new Api3Error("InvalidParameterValue", "the header X-TC-Timestamp must hold Unix seconds");
  }
  return Number(text);
}

/** The hosts that a signature may be made for: with the port or, as the vendor's SDK for Node.js does, without it. */
function signedHosts(cloud: Cloud, host: string): string[] {
  const { signHost } = cloud.settings.switches;
  return signHost === "" ? [host, host.replace(/:\d+$/, "")] : [signHost];
}

/** Authenticates a request: the checks of docs/api.md 6, in that order, with the numbers of docs/api.md 1.7. */

import { type Cloud, serverTime } from "../cloud.ts";
import { badParameter, CommonError, refuse } from "../errors.ts";
import type { Connection } from "../faults/plan.ts";
import type { Credential } from "../state/model.ts";
import { signatureIsValid } from "./signature.ts";

/** A request as it was received. */
export interface ReceivedRequest {
  /** The HTTP method; part of the signed text. */
  readonly method: "GET" | "POST";
  /** The Host header, including the port. */
  readonly host: string;
  /** Path without query. */
  readonly path: string;
  /** Whether it arrived over TLS. */
  readonly secure: boolean;
  /** The connection that it arrived on. */
  readonly connection: Connection;
  /** Parameters of the query (GET) or the body (POST), decoded. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * The key pair that signed the request. Remembers its nonce.
 *
 * @throws ApiError 4600, 4000, 4104, 4105, 4100, 4500 or 4200, in this order.
 */
export function authenticate(cloud: Cloud, request: ReceivedRequest): Credential {
  const { parameters } = request;
  const { switches } = cloud.settings;
  if (switches.requireHttps === "on" && !request.secure) {
    throw new CommonError(4600, "", "this API speaks HTTPS only");
  }
  for (const name of ["Action", "Timestamp", "Nonce", "SecretId", "Signature"]) {
    if ((parameters.get(name) ?? "") === "") {
      throw badParameter(name, "is missing");
    }
  }
  for (const name of ["Timestamp", "Nonce"]) {
    if (!/^\d{1,20}$/.test(parameters.get(name) ?? "")) {
      throw badParameter(name, "must be a whole number");
    }
  }
  const credential = cloud.store.credentials.get(parameters.get("SecretId") ?? "");
  if (credential === undefined) {
    throw new CommonError(4104, "AuthFailure.SecretIdNotFound", "the SecretId does not exist or is disabled");
  }
  const token = parameters.get("Token") ?? "";
  if (token !== (credential.token ?? "")) {
    throw new CommonError(4105, "AuthFailure.TokenFailure", "the Token is wrong");
  }
  const host = switches.signHost === "" ? request.host : switches.signHost;
  if (!signatureIsValid({ ...request, host }, credential.secretKey)) {
    throw refuse("AuthFailure", "the signature is wrong");
  }
  checkReplay(cloud, credential.secretId, Number(parameters.get("Timestamp")), parameters.get("Nonce") ?? "");
  return credential;
}

/** Time window and nonce (docs/api.md 1.5). */
function checkReplay(cloud: Cloud, secretId: string, timestamp: number, nonce: string): void {
  const { window, switches } = cloud.settings;
  const now = Math.floor(serverTime(cloud) / 1000);
  if (timestamp < now - window) {
    const code = Number(switches.lateTimestampCode);
    throw new CommonError(code, "AuthFailure.SignatureExpire", "the Timestamp is too old");
  }
  if (timestamp > now + window) {
    throw new CommonError(4500, "AuthFailure.SignatureExpire", "the Timestamp is in the future");
  }
  if (cloud.nonces.has(secretId, timestamp, nonce)) {
    throw new CommonError(4500, "", "the Nonce was used before");
  }
  cloud.nonces.add(secretId, timestamp, nonce, now - window);
}

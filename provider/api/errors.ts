/**
 * The errors of this package's API client. Fields avoid the name `code`: the Pulumi host hands an integer `code` to
 * gRPC, which reads it as a status of its own.
 */

import { printable } from "../util/printable.ts";

/** What an answer of the API means for the caller, whichever code said it (docs/api.md 1.7 and 3). */
export type ApiErrorKind =
  | "vpn-conn-not-found"
  | "vpc-not-found"
  | "vpn-gw-not-found"
  | "user-gw-not-found"
  /** Number 5000 without a codeDesc: something does not exist, or belongs to someone else. */
  | "resource-not-found"
  /** InvalidVpnConnState: creating, modifying or being deleted. */
  | "vpn-conn-state"
  /** 4400, 6000, 6200: nothing was decided; later it may work. */
  | "busy"
  /** 4500, 4200: the clock or the nonce; to be signed anew. */
  | "replay"
  /** 4100-4106, 4110, 4300: who asks is refused. */
  | "auth"
  /** 4600: plain http where https is wanted. */
  | "https-required"
  /** 6100: no such action here; a wrong host gives this too. */
  | "unsupported"
  /** 4000 and the other codes that find fault with the request or the state of a resource: InvalidVpnConnName, limits, ... */
  | "refused"
  /** A code that no source describes: no verdict. */
  | "unknown";

/** The API answered with an error code. */
export class QcloudApiError extends Error {
  /** The action that was asked for, such as `DeleteVpnConn`. */
  readonly action: string;
  /** What the answer means. */
  readonly kind: ApiErrorKind;
  /** The common error number (docs/api.md 1.7) as text, or "" when the answer has none. */
  readonly apiCode: string;
  /** The module's own code, such as `InvalidVpnConn.NotFound`, or "" when the answer has none. */
  readonly codeDesc: string;
  /** The answer's free text, shortened; never holds what was sent as a secret. */
  readonly apiMessage: string;

  constructor(fields: {
    action: string;
    kind: ApiErrorKind;
    apiCode: string;
    codeDesc: string;
    apiMessage: string;
    /** What the user can do about it. */
    advice?: string;
  }) {
    const name = [fields.codeDesc, fields.apiCode === "" ? "" : `(${fields.apiCode})`].filter((part) => part !== "");
    const said = fields.apiMessage === "" ? "" : `: ${fields.apiMessage}`;
    super(
      printable(
        `${fields.action} was answered with ${name.join(" ")}${said}${fields.advice === undefined ? "" : `. ${fields.advice}`}`,
      ),
    );
    this.name = "QcloudApiError";
    this.action = fields.action;
    this.kind = fields.kind;
    this.apiCode = fields.apiCode;
    this.codeDesc = fields.codeDesc;
    this.apiMessage = fields.apiMessage;
  }
}

/** Why no usable answer arrived. */
export type TransportReason =
  /** No connection came about: name not found, refused, no route, connect timeout. */
  | "unreachable"
  /** TLS failed: the certificate is not trusted, does not fit the host, or the other side speaks no TLS. */
  | "untrusted"
  /** The connection broke. */
  | "broken"
  /** The whole attempt took too long. */
  | "too-slow"
  /** HTTP, but a status that only something before the API gives: a redirect, a gateway's failure. */
  | "http-status"
  /** What came is not an answer of this API, or not the one that was asked for. */
  | "not-an-answer";

/** No usable answer arrived: the connection failed, broke, took too long, or what came is not an answer of this API. */
export class QcloudTransportError extends Error {
  /** The action that was asked for. */
  readonly action: string;
  /** True when the request surely never arrived, so that repeating even a write is safe. */
  readonly unsent: boolean;
  /** False when trying again cannot help (a certificate that does not fit, an address that is no API). */
  readonly retryable: boolean;
  /** Why; `broken` where whoever made the error did not say. */
  readonly reason: TransportReason;

  constructor(fields: {
    action: string;
    unsent: boolean;
    retryable: boolean;
    reason?: TransportReason;
    message: string;
    cause?: unknown;
  }) {
    super(printable(fields.message), fields.cause === undefined ? undefined : { cause: fields.cause });
    this.name = "QcloudTransportError";
    this.action = fields.action;
    this.unsent = fields.unsent;
    this.retryable = fields.retryable;
    this.reason = fields.reason ?? "broken";
  }
}

/** Time ran out. The message says what was awaited, what was last seen, how often and how long. */
export class QcloudTimeoutError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(printable(message), options);
    this.name = "QcloudTimeoutError";
  }
}

/** Whether this is an error answer of the API, and of one of the kinds where any are given. */
export const isApiError = (error: unknown, ...kinds: ApiErrorKind[]): error is QcloudApiError =>
  error instanceof QcloudApiError && (kinds.length === 0 || kinds.includes(error.kind));

/** Whether this says that no usable answer arrived. */
/**
 * 5100 without a codeDesc: "operation on resource failed" (docs/api.md 1.7), which a service that sends no codeDesc gives for a
 * resource's state too.
 */
export const isUnnamedFailure = (error: unknown): error is QcloudApiError =>
  isApiError(error, "refused") && error.apiCode === "5100" && error.codeDesc === "";

export const isTransportError = (error: unknown): error is QcloudTransportError =>
  error instanceof QcloudTransportError;

/** Whether this says that time ran out. */
export const isTimeoutError = (error: unknown): error is QcloudTimeoutError => error instanceof QcloudTimeoutError;

/** Whether a write that ended like this may have been carried out all the same: its answer is missing, or decides nothing. */
export const mayBeDone = (error: unknown): boolean =>
  isTransportError(error) ? !error.unsent : isTimeoutError(error) || isApiError(error, "busy", "unknown");

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
  /** Something that is not named does not exist, or belongs to someone else. */
  | "resource-not-found"
  /** The tunnel is being created, modified or deleted. */
  | "vpn-conn-state"
  /** Too many requests a second: nothing was decided. */
  | "throttled"
  /** The service cannot answer now: nothing was decided; later it may work. */
  | "busy"
  /** The clock or the nonce: to be signed again. */
  | "replay"
  /** Who asks is refused. */
  | "auth"
  /** Plain http where https is wanted. */
  | "https-required"
  /** No such action here; a wrong host gives this too. */
  | "unsupported"
  /** A name or an address is taken, or a thing is used by another one. */
  | "in-use"
  /** The operation on the resource failed, for no reason that is named: it may be the resource's state. */
  | "operation-failed"
  /** The request, a limit, or the state of a resource stands in the way. */
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
  /** What the service calls this error. */
  get label(): string {
    return this.codeDesc || this.apiCode;
  }

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

/** Whether the service refused a request for what it asks, and not for who asks. */
export const isRefusal = (error: unknown): error is QcloudApiError =>
  isApiError(error, "refused", "in-use", "operation-failed");

/** Whether the service decided nothing; later it may work. */
export const isBusy = (error: unknown): error is QcloudApiError => isApiError(error, "busy", "throttled");

/** Whether this says that no usable answer arrived. */
export const isTransportError = (error: unknown): error is QcloudTransportError =>
  error instanceof QcloudTransportError;

/** Whether this says that time ran out. */
export const isTimeoutError = (error: unknown): error is QcloudTimeoutError => error instanceof QcloudTimeoutError;

/** Whether a write that ended like this may have been carried out all the same: its answer is missing, or decides nothing. */
export const mayBeDone = (error: unknown): boolean =>
  isTransportError(error) ? !error.unsent : isTimeoutError(error) || isBusy(error) || isApiError(error, "unknown");

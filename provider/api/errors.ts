/** The errors of the API client. No field is named `code`: gRPC would take an integer `code` for its own status. */

import { printable } from "../util/printable.ts";

/** The meaning of an error answer (docs/api.md 1.7 and 3). */
export type ApiErrorKind =
  | "vpn-conn-not-found"
  | "vpc-not-found"
  | "vpn-gw-not-found"
  | "user-gw-not-found"
  /** Some resource does not exist or belongs to another account; the answer does not say which one. */
  | "resource-not-found"
  /** The tunnel is being created, modified or deleted. */
  | "vpn-conn-state"
  /** Too many requests a second. The request had no effect. */
  | "throttled"
  /** The service is temporarily unavailable. */
  | "busy"
  /** The timestamp or nonce was refused: sign again. */
  | "replay"
  /** The credentials are invalid or lack a permission. */
  | "auth"
  /** The service requires https. */
  | "https-required"
  /** The action does not exist; a wrong host gives this too. */
  | "unsupported"
  /** A name or an address is taken, or another resource uses this one. */
  | "in-use"
  /** The operation on the resource failed without a reason, perhaps because of the resource's state. */
  | "operation-failed"
  /** The request is invalid, a quota is reached, or the state of a resource does not allow it. */
  | "refused"
  /** An undocumented code. */
  | "unknown";

/** The API answered with an error code. */
export class QcloudApiError extends Error {
  /** The action, such as `DeleteVpnConn`. */
  readonly action: string;
  readonly kind: ApiErrorKind;
  /** The common error number (docs/api.md 1.7) as text; "" if the answer has none. */
  readonly apiCode: string;
  /** The module code, such as `InvalidVpnConn.NotFound`; "" if the answer has none. */
  readonly codeDesc: string;
  /** The module code or, without one, the number. */
  get label(): string {
    return this.codeDesc || this.apiCode;
  }

  /** The message of the answer, truncated and without secrets. */
  readonly apiMessage: string;

  constructor(fields: {
    action: string;
    kind: ApiErrorKind;
    apiCode: string;
    codeDesc: string;
    apiMessage: string;
    /** What the user can do. */
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
  /** No connection: name not found, refused, no route, or connect timeout. */
  | "unreachable"
  /** TLS failed: the certificate is not trusted or belongs to another host, or the other side does not use TLS. */
  | "untrusted"
  /** The connection broke. */
  | "broken"
  /** The attempt timed out. */
  | "too-slow"
  /** An HTTP status that a server in front of the API gives, such as a redirect. */
  | "http-status"
  /** The response is not one of this API, or not of this action. */
  | "not-an-answer";

/** No usable answer arrived. */
export class QcloudTransportError extends Error {
  readonly action: string;
  /** True if the request certainly did not arrive, so that even a write can be retried. */
  readonly unsent: boolean;
  /** False if a retry cannot help, as with an untrusted certificate. */
  readonly retryable: boolean;
  /** Default: `broken`. */
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

/** A timeout. The message says what was awaited, what was last seen, how often and how long. */
export class QcloudTimeoutError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(printable(message), options);
    this.name = "QcloudTimeoutError";
  }
}

/** Whether this is an error answer of the API, and of one of the kinds if any are given. */
export const isApiError = (error: unknown, ...kinds: ApiErrorKind[]): error is QcloudApiError =>
  error instanceof QcloudApiError && (kinds.length === 0 || kinds.includes(error.kind));

/** Whether the service says in words that something does not exist. A bare number, which API 2.0 can answer, does not prove that. */
export const saysNotFound = (error: unknown): error is QcloudApiError =>
  isApiError(error, "resource-not-found") && error.codeDesc !== "";

/** Whether the service refused the request itself, and not the credentials. */
export const isRefusal = (error: unknown): error is QcloudApiError =>
  isApiError(error, "refused", "in-use", "operation-failed");

/** Whether a later retry may succeed. */
export const isBusy = (error: unknown): error is QcloudApiError => isApiError(error, "busy", "throttled");

export const isTransportError = (error: unknown): error is QcloudTransportError =>
  error instanceof QcloudTransportError;

export const isTimeoutError = (error: unknown): error is QcloudTimeoutError => error instanceof QcloudTimeoutError;

/** Whether the service may have carried out a write that failed with this error. */
export const mayBeDone = (error: unknown): boolean =>
  isTransportError(error) ? !error.unsent : isTimeoutError(error) || isBusy(error) || isApiError(error, "unknown");

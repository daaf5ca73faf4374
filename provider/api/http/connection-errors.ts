import type { TransportReason } from "../errors.ts";

/** What is known of a failed connection. */
export interface ConnectionFailure {
  /** Error code of Node.js or got, such as `ECONNREFUSED`; "" if there is none. */
  readonly code: string;
  readonly message: string;
  /** Whether the connection, including TLS, was established, so that something may have been sent. */
  readonly established: boolean;
  /** The phase that timed out. */
  readonly phase?: string;
}

/** The meaning of a failure. */
export interface FailureMeaning {
  readonly reason: TransportReason;
  readonly retryable: boolean;
  /** What to do; "" if there is no advice. */
  readonly advice: string;
}

/** Codes of refused certificates, by Node.js and OpenSSL. */
const certificateCodes = new Set([
  "CERT_CHAIN_TOO_LONG",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REJECTED",
  "CERT_REVOKED",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "HOSTNAME_MISMATCH",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "PATH_LENGTH_EXCEEDED",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY",
  "UNABLE_TO_DECRYPT_CERT_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/** Codes of connections that could not be established. */
const unreachableCodes = new Set([
  "EACCES",
  "EADDRNOTAVAIL",
  "EAI_AGAIN",
  "EAI_FAIL",
  "EAI_NODATA",
  "EAI_NONAME",
  "ECONNREFUSED",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETDOWN",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPERM",
  "ETIMEDOUT",
]);

const CONNECT_PHASES = new Set(["lookup", "connect", "secureConnect"]);

/** @param heardHttp Whether the endpoint has ever answered; if not, a TLS failure means a wrong address and is not retried. */
export function explainFailure(failure: ConnectionFailure, heardHttp: boolean): FailureMeaning {
  if (certificateCodes.has(failure.code)) {
    const advice =
      failure.code.startsWith("CERT_HAS") || failure.code.startsWith("CERT_NOT_YET")
        ? "The certificate has expired or is not valid yet; check also the clock of this machine"
        : "If the service uses its own root certificate, set its file in QCLOUD_CA_FILE, qcloud:caFile or NODE_EXTRA_CA_CERTS";
    return { reason: "untrusted", retryable: false, advice };
  }
  if (!failure.established && (failure.code === "EPROTO" || failure.code.startsWith("ERR_SSL_"))) {
    const advice =
      "The other side does not speak TLS as expected; check that the endpoint's scheme (https) and port are correct";
    return { reason: "untrusted", retryable: heardHttp, advice };
  }
  if (failure.phase !== undefined) {
    if (!failure.established && CONNECT_PHASES.has(failure.phase)) {
      return unreachable("");
    }
    return { reason: "too-slow", retryable: true, advice: "" };
  }
  if (!failure.established && unreachableCodes.has(failure.code)) {
    return unreachable(failure.code);
  }
  return { reason: "broken", retryable: true, advice: "" };
}

function unreachable(code: string): FailureMeaning {
  const advice = code === "ENOTFOUND" ? "The host name cannot be resolved; check its spelling and DNS" : "";
  return { reason: "unreachable", retryable: true, advice };
}

/**
 * The meaning of a failure before the proxy has made the connection. Nothing of the request was sent.
 *
 * @returns undefined if the proxy is not the cause.
 */
export function explainProxyFailure({
  code,
  message,
  established,
  phase,
}: ConnectionFailure): FailureMeaning | undefined {
  if (established) {
    return undefined;
  }
  // The text of the proxy agent, which gives no codes.
  const status = Number(/^Bad response: (\d{3})$/.exec(message)?.[1] ?? 0);
  if (status === 407) {
    const advice =
      "The proxy requires a user name and password: put them into its URL, such as http://USER:PASSWORD@proxy.example.com:3128";
    return { reason: "unreachable", retryable: false, advice };
  }
  if (status >= 400 && status < 500) {
    const advice =
      "The proxy does not allow a connection to this host and port: allow it there, or add the host to NO_PROXY if it can be reached without the proxy";
    return { reason: "unreachable", retryable: false, advice };
  }
  const silent = message === "Proxy timeout" || (phase !== undefined && CONNECT_PHASES.has(phase));
  if (status !== 0 || silent || unreachableCodes.has(code)) {
    const advice = "Check the proxy, or add the endpoint's host to NO_PROXY if it can be reached without the proxy";
    return { reason: "unreachable", retryable: true, advice };
  }
  return undefined;
}

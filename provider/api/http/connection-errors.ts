import type { TransportReason } from "../errors.ts";

/** What is known of an exchange that brought no whole answer. */
export interface ConnectionFault {
  /** Error code of Node or got, such as `ECONNREFUSED`; "" when there is none. */
  readonly code: string;
  readonly message: string;
  /** Whether the connection, TLS included, came about, so that something may have been sent. */
  readonly established: boolean;
  /** The phase whose time limit ran out. */
  readonly phase?: string;
}

/** What a fault means. */
export interface FaultMeaning {
  readonly reason: TransportReason;
  readonly retryable: boolean;
  /** What to do about it, or "". */
  readonly advice: string;
}

/** Codes with which Node and OpenSSL refuse a certificate. */
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

/** Codes with which a connection does not come about. */
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

/**
 * The meaning of a fault.
 *
 * @param heardHttp Whether the endpoint has ever answered; before that, TLS that fails is a wrong address, not bad luck.
 */
export function explainFault(fault: ConnectionFault, heardHttp: boolean): FaultMeaning {
  if (certificateCodes.has(fault.code)) {
    const advice =
      fault.code.startsWith("CERT_HAS") || fault.code.startsWith("CERT_NOT_YET")
        ? "The certificate is out of its dates; check this machine's clock as well"
        : "If the service has a root certificate of its own, name its file in NODE_EXTRA_CA_CERTS or in the ca setting";
    return { reason: "untrusted", retryable: false, advice };
  }
  if (!fault.established && (fault.code === "EPROTO" || fault.code.startsWith("ERR_SSL_"))) {
    const advice =
      "The other side does not speak TLS as expected; check that the endpoint's scheme (https) and port fit";
    return { reason: "untrusted", retryable: heardHttp, advice };
  }
  if (fault.phase !== undefined) {
    if (!fault.established && CONNECT_PHASES.has(fault.phase)) {
      return unreachable("");
    }
    return { reason: "too-slow", retryable: true, advice: "" };
  }
  if (!fault.established && unreachableCodes.has(fault.code)) {
    return unreachable(fault.code);
  }
  return { reason: "broken", retryable: true, advice: "" };
}

function unreachable(code: string): FaultMeaning {
  const advice = code === "ENOTFOUND" ? "The host name is not known here; check its spelling and DNS" : "";
  return { reason: "unreachable", retryable: true, advice };
}

/**
 * The meaning of a fault before the proxy has made the connection; nothing of the request was sent then.
 *
 * @returns undefined where the proxy is not to blame.
 */
export function explainProxyFault({ code, message, established, phase }: ConnectionFault): FaultMeaning | undefined {
  if (established) {
    return undefined;
  }
  // The words of the proxy agent, which gives no codes.
  const status = Number(/^Bad response: (\d{3})$/.exec(message)?.[1] ?? 0);
  if (status === 407) {
    const advice =
      "The proxy wants a user name and password: put them into its URL, such as http://USER:PASSWORD@proxy.example.com:3128";
    return { reason: "unreachable", retryable: false, advice };
  }
  if (status >= 400 && status < 500) {
    const advice =
      "The proxy does not allow a connection to this host and port: have it allowed there, or name the host in NO_PROXY if it can be reached without";
    return { reason: "unreachable", retryable: false, advice };
  }
  const silent = message === "Proxy timeout" || (phase !== undefined && CONNECT_PHASES.has(phase));
  if (status !== 0 || silent || unreachableCodes.has(code)) {
    const advice = "Check the proxy, or name the endpoint's host in NO_PROXY if it can be reached without";
    return { reason: "unreachable", retryable: true, advice };
  }
  return undefined;
}

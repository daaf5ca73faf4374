import {
  type CallOptions,
  DEFAULT_TIMEOUT_MS,
  messageOf,
  type Operation,
  PartialFailure,
  parseDuration,
} from "../lifecycle/vpn-connection/index.ts";
import { defined } from "../util/defined.ts";
import { isRecord } from "../util/is-record.ts";
import type { Redactor } from "../util/redact.ts";
import { nameIn, type Properties, typeIn } from "./properties.ts";
import { keysIn, redactorFor, withSecrets } from "./secret-properties.ts";

/** The context of one call. */
export interface Call {
  /** `<organization>:<urn>`, or the URN if the host does not know the organization; undefined if it does not know the URN. */
  readonly urn: string | undefined;
  /** Cancels the operation. */
  readonly signal?: AbortSignal;
  /** Timeout of the host in milliseconds; takes precedence over the argument `timeouts`. */
  readonly timeoutMs?: number;
  /** For a creation: a tunnel that exists is joined only by its default name. Default: false. */
  readonly onlyByDefaultName?: boolean;
  readonly log: ResourceLog;
}

/** The log of one resource. Its lines contain no secrets. */
export interface ResourceLog {
  info(line: string): void;
  /** A line that names the resource. */
  warn(line: string): void;
  /** Replaces the status line of the resource. Returns false if there is none. */
  status(line: string): boolean;
}

/** A resource that exists. */
export interface Existing {
  readonly id: string;
  /** Outputs that repeat a secret argument are marked as secrets. */
  readonly outputs: Properties;
}

/** The error of an operation. Its message contains no secret. */
export class OperationError extends Error {
  /** The resource that exists nevertheless, for the state, and why it is not as requested. */
  readonly partial: (Existing & { readonly reasons: readonly string[] }) | undefined;

  constructor(error: unknown, redactor: Redactor) {
    super(redactor.own(messageOf(error)));
    this.name = "OperationError";
    this.partial =
      error instanceof PartialFailure
        ? {
            id: error.id,
            outputs: withSecrets(error.properties),
            reasons: error.reasons.map((reason) => redactor.own(reason)),
          }
        : undefined;
  }
}

export interface Protected {
  readonly redactor: Redactor;
  readonly log: ResourceLog;
  options(operation: Operation): CallOptions;
}

/**
 * Runs an operation. Nothing that it logs or throws contains a secret of the properties.
 *
 * @param properties First those of the operation, then others that may contain a secret.
 */
export async function redacted<T>(
  call: Call,
  properties: readonly [Properties, ...Properties[]],
  action: (context: Protected) => Promise<T>,
): Promise<T> {
  const redactor = redactorFor(...properties);
  const log: ResourceLog = {
    info: (line) => call.log.info(redactor.own(line)),
    warn: (line) => call.log.warn(redactor.own(`${resourceIn(call.urn)}${line}`)),
    status: (line) => call.log.status(redactor.own(line)),
  };
  const options = (operation: Operation): CallOptions => ({
    timeoutMs: call.timeoutMs ?? givenTimeout(operation, properties[0]) ?? DEFAULT_TIMEOUT_MS,
    log: log.info,
    warn: log.warn,
    status: log.status,
    secrets: keysIn(...properties),
    ...defined({ signal: call.signal, onlyByDefaultName: call.onlyByDefaultName }),
  });
  try {
    return await action({ redactor, log, options });
  } catch (error) {
    throw new OperationError(error, redactor);
  }
}

/** Type and name of a resource, such as "VpnConnection office: ". A line of the log can stand far from the resource that it belongs to. */
const resourceIn = (urn: string | undefined): string => (urn === undefined ? "" : `${typeIn(urn)} ${nameIn(urn)}: `);

function givenTimeout(operation: Operation, { timeouts }: Properties): number | undefined {
  const text = isRecord(timeouts) ? timeouts[operation] : undefined;
  return typeof text === "string" ? parseDuration(text) : undefined;
}

import { createHash } from "node:crypto";
import { type ConnectionSettings, connect, normalRegion, type Scope } from "../api/index.ts";
import { deadlineIn } from "../util/deadline.ts";
import { defined } from "../util/defined.ts";
import { printable } from "../util/printable.ts";

export type Operation = "create" | "read" | "update" | "delete";

/** What the lifecycle needs to know of its surroundings; `provider/settings/settings.ts` says where each comes from. */
export interface Settings extends ConnectionSettings {
  /** Says whose stack it is, where several people run stacks of one name; part of the default name. "" by default. */
  readonly owner: string;
  /** Milliseconds that override the timeouts of the state, an operation each. */
  readonly timeoutOverrides: Partial<Record<Operation, number>>;
}

/** What a caller can say of one operation. */
export interface CallOptions {
  /** Milliseconds for the whole operation; the settings' override goes first. */
  readonly timeoutMs: number;
  /** Before a deletion: the resource is not in the program of this run, so the cloud is asked who holds the thing. */
  readonly mayBeHandedOver?: boolean;
  readonly signal?: AbortSignal;
  /** Receives what is worth keeping, a line at a time, without secrets. */
  readonly log?: (line: string) => void;
  /** Receives warnings, each one line, without secrets. By default they go to `log`. */
  readonly warn?: (line: string) => void;
  /** Keys that the service may repeat although no request carries them, such as the one in the state. */
  readonly secrets?: readonly string[];
  /** Shows the state of a wait, each in place of the one before; answers whether there is a place to show it. */
  readonly status?: (line: string) => boolean;
}

/** One operation under way: the scope of its API calls, and who asks. */
export interface Context extends Scope {
  readonly settings: Settings;
  readonly secretIdHash: string;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
  readonly status?: (line: string) => boolean;
}

/** 15 minutes for every operation that does not say otherwise. */
export const DEFAULT_TIMEOUT_MS = 15 * 60_000;

/** A short hash of a SecretId: enough to see that it is another one, without keeping it. */
export const hashSecretId = (secretId: string): string =>
  createHash("sha256").update(`qcloud-secret-id\n${secretId}`).digest("hex").slice(0, 16);

/** The key pair in use, for messages: what it is and where it came from, without anything secret. */
export const describeKeyPair = ({ api }: Context): string => `the key pair in use (${api.describeCredentials()})`;

/** Starts the clock of one operation in one region. */
export function openContext(settings: Settings, operation: Operation, region: string, options: CallOptions): Context {
  const { log, warn = log, status } = options;
  const { owner: _owner, timeoutOverrides, ...connection } = settings;
  const api = connect(connection);
  for (const secret of options.secrets ?? []) {
    api.hide(secret);
  }
  return {
    api,
    settings,
    region: normalRegion(region),
    deadline: deadlineIn(timeoutOverrides[operation] ?? options.timeoutMs),
    secretIdHash: hashSecretId(settings.credentials.secretId),
    log: (line) => log?.(printable(line)),
    warn: (line) => warn?.(printable(line)),
    ...(status === undefined ? {} : { status: (line) => status(printable(line)) }),
    ...defined({ signal: options.signal }),
  };
}

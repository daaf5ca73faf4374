import { createHash } from "node:crypto";
import {
  type ConnectionSettings,
  canonicalRegion,
  connect,
  endpointIn,
  normalRegion,
  type Scope,
  sameCloud,
} from "../api/index.ts";
import { deadlineIn } from "../util/deadline.ts";
import { defined } from "../util/defined.ts";
import { printable } from "../util/printable.ts";

export type Operation = "create" | "read" | "update" | "delete";

/** Settings of the lifecycle; `provider/settings/settings.ts` reads them. */
export interface Settings extends ConnectionSettings {
  /** Distinguishes stacks of the same name; part of the default name. Default: "". */
  readonly owner: string;
  /** Timeouts in milliseconds, by operation. They take precedence over those of the state. */
  readonly timeoutOverrides: Partial<Record<Operation, number>>;
  /** Further endpoints of the same cloud, such as that of another version of the API. Default: none. */
  readonly sameCloud?: readonly string[];
}

/** Options of one operation. */
export interface CallOptions {
  /** Timeout of the operation in milliseconds, unless the settings override it. */
  readonly timeoutMs: number;
  /** For a creation: a tunnel that exists is joined only by its default name, not by a given name and key. Default: false. */
  readonly onlyByDefaultName?: boolean;
  /** For a deletion: the program of this run is unknown, so the name in the cloud shows whether another resource took over. */
  readonly mayBeHandedOver?: boolean;
  readonly signal?: AbortSignal;
  /** Receives log lines without secrets. */
  readonly log?: (line: string) => void;
  /** Receives warnings, each one line, without secrets. Default: `log`. */
  readonly warn?: (line: string) => void;
  /** Further secrets that the service may repeat, such as the pre-shared key in the state. */
  readonly secrets?: readonly string[];
  /** Replaces the status line of the resource. Returns false if there is none. */
  readonly status?: (line: string) => boolean;
}

/** The context of one operation. */
export interface Context extends Scope {
  readonly settings: Settings;
  readonly secretIdHash: string;
  /** Whether a given name and key do not show that a tunnel was created by the resource. */
  readonly onlyByDefaultName: boolean;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
}

/** Default timeout of every operation: 15 minutes. */
export const DEFAULT_TIMEOUT_MS = 15 * 60_000;

/** Distinguishes key pairs without storing the SecretId. */
export const hashSecretId = (secretId: string): string =>
  createHash("sha256").update(`qcloud-secret-id\n${secretId}`).digest("hex").slice(0, 16);

/** Whether a recorded endpoint is that of another cloud than the current one. */
export const isElsewhere = ({ settings }: Context, endpoint: string | undefined): boolean =>
  endpoint !== undefined && !sameCloud(endpoint, settings.endpoint, settings.sameCloud);

export const describeKeyPair = ({ api }: Context): string => `the key pair in use (${api.describeCredentials()})`;

/** Starts one operation in one region, with its deadline. */
export function openContext(given: Settings, operation: Operation, region: string, options: CallOptions): Context {
  const { log, warn = log, status } = options;
  const settings = { ...given, endpoint: endpointIn(given.endpoint, canonicalRegion(region)) };
  const { owner: _owner, timeoutOverrides, sameCloud: _sameCloud, ...connection } = settings;
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
    onlyByDefaultName: options.onlyByDefaultName === true,
    log: (line) => log?.(printable(line)),
    warn: (line) => warn?.(printable(line)),
    ...defined({ status: status && ((line: string) => status(printable(line))), signal: options.signal }),
  };
}

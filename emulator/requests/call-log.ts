/** The log of calls that tests read. It holds no secrets. */

import type { FaultableCall } from "../faults/plan.ts";
import type { ApiVersion } from "../faults/types.ts";

/** One call of the API, as `GET calls` lists it. */
export interface RecordedCall {
  /** When it arrived, on the server's clock, ISO 8601. */
  readonly time: string;
  /** The API that was called. */
  readonly api: ApiVersion;
  /** `GET` or `POST`. */
  readonly method: string;
  /** The action's name; empty when the request named none. */
  readonly action: string;
  /**
   * Every parameter except pre-shared keys, signatures and tokens. Those of API 3.0 are named as in a query, such as
   * `Filters.0.Name`, and include Region, SecretId and Timestamp of the headers.
   */
  readonly parameters: Readonly<Record<string, string>>;
  /**
   * The number answered (API 3.0 has none: 0 when the call was accepted, otherwise -1), also when a fault lost the answer; null while the call is in progress and when the API was not
   * reached.
   */
  code: number | null;
  /** The module code (API 3.0: the code) answered; empty when there is none; null as for `code`. */
  codeDesc: string | null;
  /** The fault that was applied to this call; null without one. */
  fault: string | null;
}

/** Parameters that are secret, in any spelling and with any index. */
const secretName = /(^|\.)(signature|token|secret_?key|[^.]*pre_?shared?_?key[^.]*|password)(\.|$)/i;

/** How many calls are kept; the oldest are dropped first. */
export interface CallLimits {
  /** Number of calls. */
  readonly calls: number;
  /** Approximate memory. */
  readonly bytes: number;
}

const defaultLimits: CallLimits = { calls: 100_000, bytes: 64 * 1024 * 1024 };

/** Records calls in order of arrival. */
export class CallLog {
  readonly #limits: CallLimits;
  #calls: RecordedCall[] = [];
  #bytes = 0;

  /** `limits` defaults to 100,000 calls and 64 MiB. */
  constructor(limits: CallLimits = defaultLimits) {
    this.#limits = limits;
  }

  /** Approximate memory of the calls. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Records a call on arrival; the caller fills in the result. */
  begin(time: number, { api, method, action, parameters }: FaultableCall & { readonly method: string }): RecordedCall {
    const shown = [...parameters].filter(([name]) => !secretName.test(name));
    const call: RecordedCall = {
      time: new Date(time).toISOString(),
      api,
      method,
      action,
      parameters: Object.fromEntries(shown),
      code: null,
      codeDesc: null,
      fault: null,
    };
    this.#calls.push(call);
    this.#bytes += sizeOf(call);
    while (this.#calls.length > this.#limits.calls || this.#bytes > this.#limits.bytes) {
      const oldest = this.#calls.shift();
      if (oldest === undefined) {
        break;
      }
      this.#bytes -= sizeOf(oldest);
    }
    return call;
  }

  /** A copy of the log. `last` limits it to the most recent calls; default: all. */
  list(last = Number.POSITIVE_INFINITY): RecordedCall[] {
    const from = Math.max(0, this.#calls.length - last);
    return this.#calls.slice(from).map((call) => ({ ...call, parameters: { ...call.parameters } }));
  }

  /** Forgets every call. */
  clear(): void {
    this.#calls = [];
    this.#bytes = 0;
  }
}

/** The parameters that every call has; the log line shows them in other columns or not at all. */
const common = new Set(["Action", "Nonce", "Timestamp", "SignatureMethod"]);

/** A call that is answered, as one line of text without secrets. */
export function logLine(call: RecordedCall, ms: number): string {
  const { time, api, method, action, parameters, fault } = call;
  const words = [
    time,
    api,
    method,
    word(action === "" ? "-" : action),
    answerText(call),
    `${Math.round(ms)}ms`,
    ...(fault === null ? [] : [`fault=${fault}`]),
    ...Object.entries(parameters)
      .filter(([name]) => !common.has(name))
      .map(([name, value]) => `${word(name)}=${word(value)}`),
  ];
  return words.join(" ");
}

/** What was answered; a refusal of API 3.0 by its code alone. */
function answerText({ code, codeDesc }: RecordedCall): string {
  if (code === null) {
    return "no answer";
  }
  return (code < 0 ? `${codeDesc}` : `${code} ${codeDesc}`).trim();
}

/** A text as one word: quoted as in JSON unless it is plain, so that nothing in a request can forge a line. */
function word(text: string): string {
  return /^[\w.:/@+-]+$/.test(text) ? text : JSON.stringify(text).replaceAll(/[^ -~]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Approximate memory of a call: two bytes a character, and a fixed cost for each text. */
function sizeOf({ action, parameters }: RecordedCall): number {
  let bytes = 256 + 2 * action.length;
  for (const [name, value] of Object.entries(parameters)) {
    bytes += 64 + 2 * (name.length + value.length);
  }
  return bytes;
}

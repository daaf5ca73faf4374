/** The memory of calls that tests look at. Secrets never enter it. */

/** One call of the API, as `GET calls` lists it. */
export interface RecordedCall {
  /** When it arrived, on the server's clock, ISO 8601. */
  readonly time: string;
  /** `GET` or `POST`. */
  readonly method: string;
  /** The action's name; empty when the request named none. */
  readonly action: string;
  /** Every parameter but preSharedKey, Signature and Token. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The number answered or, when the answer was lost, that would have been; null while under way or when not reached. */
  code: number | null;
  /** The module code answered; empty when the number has none; null as for `code`. */
  codeDesc: string | null;
  /** The fault that this call met; null without one. */
  fault: string | null;
}

/** Names that never leave the emulator, in any spelling and with any index. */
const secret = /^(signature|token|secret_?key|.*pre_?shared?_?key.*|password)(\.|$)/i;

/** How much is kept at most; the oldest calls are dropped for newer ones. */
export interface CallLimits {
  /** Number of calls. */
  readonly calls: number;
  /** Memory that they take, roughly. */
  readonly bytes: number;
}

const defaultLimits: CallLimits = { calls: 100_000, bytes: 64 * 1024 * 1024 };

/** Records calls in order of arrival. */
export class CallLog {
  readonly #limits: CallLimits;
  #calls: RecordedCall[] = [];
  #bytes = 0;

  /** Keeps up to 100,000 calls and 64 MiB unless told otherwise. */
  constructor(limits: CallLimits = defaultLimits) {
    this.#limits = limits;
  }

  /** Memory that the calls take, roughly. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Notes a call on arrival; the caller fills in how it ended. */
  begin(time: number, method: string, action: string, parameters: ReadonlyMap<string, string>): RecordedCall {
    const shown = [...parameters].filter(([name]) => !secret.test(name));
    const call: RecordedCall = {
      time: new Date(time).toISOString(),
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

  /** A copy of what was recorded. */
  list(): RecordedCall[] {
    return this.#calls.map((call) => ({ ...call, parameters: { ...call.parameters } }));
  }

  /** Forgets every call. */
  clear(): void {
    this.#calls = [];
    this.#bytes = 0;
  }
}

/** What a call takes from its arrival to its end: two bytes a character, and what surrounds each text. */
function sizeOf({ action, parameters }: RecordedCall): number {
  let bytes = 256 + 2 * action.length;
  for (const [name, value] of Object.entries(parameters)) {
    bytes += 64 + 2 * (name.length + value.length);
  }
  return bytes;
}

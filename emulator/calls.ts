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

/** Calls kept at most; older ones are dropped. */
const capacity = 100_000;

/** Records calls in order of arrival. */
export class CallLog {
  #calls: RecordedCall[] = [];

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
    if (this.#calls.length > capacity) this.#calls = this.#calls.slice(capacity / 10);
    return call;
  }

  /** A copy of what was recorded. */
  list(): RecordedCall[] {
    return this.#calls.map((call) => ({ ...call, parameters: { ...call.parameters } }));
  }

  /** Forgets every call. */
  clear(): void {
    this.#calls = [];
  }
}

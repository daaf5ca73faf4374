import type { Call } from "./emulator.ts";

/** Parameters that every call has; they say nothing about what it does. */
const common = new Set(["Action", "Region", "Timestamp", "Nonce", "SecretId", "SignatureMethod", "Signature", "Token"]);

/**
 * Calls of the API as lines for a person: seconds since the first, action, answer, own parameters.
 *
 * @param calls The calls, oldest first.
 */
export function describeCalls(calls: readonly Call[]): string[] {
  const start = Date.parse(calls[0]?.time ?? "");
  const actionWidth = Math.max(0, ...calls.map(({ action }) => action.length));
  const answerWidth = Math.max(0, ...calls.map((call) => answer(call).length));
  return calls.map((call) => {
    const seconds = ((Date.parse(call.time) - start) / 1000).toFixed(2).padStart(6);
    const own = Object.entries(call.parameters).filter(([name]) => !common.has(name));
    const parameters = own.map(([name, value]) => `${name}=${value}`).join(" ");
    return `${seconds} s  ${call.action.padEnd(actionWidth)}  ${answer(call).padEnd(answerWidth)}  ${parameters}`.trimEnd();
  });
}

/** Such as `0 Success`; API 3.0 has no numbers for refusals, and a call that was never answered has no code. */
function answer({ code, codeDesc }: Call): string {
  if (code === -1) {
    return codeDesc ?? "";
  }
  return code === null ? "no answer" : `${code} ${codeDesc ?? ""}`.trimEnd();
}

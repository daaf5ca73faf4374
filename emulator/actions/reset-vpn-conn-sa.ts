/** ResetVpnConnSA: renegotiates the security associations of a tunnel (docs/api.md 2.11). */

import type { Answer, ApiCall } from "../requests/call.ts";
import { checkState, namedTunnel } from "../rules/parents.ts";

/** Answers at once, without a task; nothing observable changes. */
export function resetVpnConnSa(call: ApiCall): Answer {
  checkState(namedTunnel(call, call.cloud.settings.switches.missingTunnel));
  return {};
}

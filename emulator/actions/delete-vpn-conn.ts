/** DeleteVpnConn: starts the deletion of a tunnel (docs/api.md 2.7, vendor doc 215/5111). */

import type { Answer, ApiCall } from "../requests/call.ts";
import { checkState, echoedId, namedTunnel } from "../rules/parents.ts";
import { startTask } from "./tasks.ts";

/** Sets the tunnel to state 4; it is gone when the task is done. The answer calls its id vpcConnId (sic). */
export function deleteVpnConn(call: ApiCall): Answer {
  const tunnel = namedTunnel(call, "InvalidVpnConn.NotFound");
  checkState(tunnel);
  const taskId = startTask(call, "delete", tunnel);
  if (call.cloud.settings.switches.answerEcho === "taskId") {
    return { data: { taskId } };
  }
  return {
    data: {
      taskId,
      vpnGwId: echoedId(call.parameters.required("vpnGwId")),
      vpcConnId: echoedId(call.parameters.required("vpnConnId")),
      state: 4,
    },
  };
}

import { idText, type VpnConn } from "../../api/index.ts";
import { readsOf } from "../../polling/tunnel-reads.ts";
import { waitForTask } from "../../polling/wait-for-task.ts";
import type { Context } from "../context.ts";
import { LifecycleError } from "../errors.ts";
import { isOfAnother, LOOKS_AT_NAME, nameToTake, refuseHandedOver, take } from "../take-over.ts";
import { done, pending, waitFor } from "../wait.ts";
import type { Inputs } from "./inputs.ts";
import type { Recorded } from "./recorded.ts";

/** The name of an adopted tunnel, after it was given this resource's own. Calls ModifyVpnConnEx, DescribeVpcTaskResult. */
export async function takeTunnelName(context: Context, inputs: Inputs, found: VpnConn): Promise<string> {
  const name = nameToTake(context, inputs.vpnConnName, inputs.__urn, found);
  if (name === undefined) {
    return found.name;
  }
  const { vpcId, vpnGwId } = inputs;
  const tunnel = { vpcId, vpnGwId, vpnConnId: idText(found.id) };
  return await take(context, found, name, async () => {
    const { taskId } = await context.api.renameVpnConn(context, tunnel, name);
    if (taskId !== undefined) {
      const task = await waitForTask(context, taskId, { kind: "update", tunnel, onRunning: () => {} });
      if (task.kind === "failed") {
        throw new LifecycleError(task.reason);
      }
    }
  });
}

/**
 * Refuses to delete a tunnel that another resource took over, unless it goes away meanwhile. Calls DescribeVpnConn. Where that cannot be
 * answered, the deletion decides.
 * @throws LifecycleError that names the other resource's name.
 */
export async function assertNotHandedOver(context: Context, recorded: Recorded): Promise<void> {
  const { id, outputs } = recorded;
  let looks = 0;
  await waitFor<true>(context, `tunnel ${id} to be deleted by the resource that took it over`, async () => {
    const look = await readsOf(context)
      .look(context, { ...recorded, vpnConnId: id })
      .catch(() => undefined);
    if (look === undefined || look.kind !== "found" || !isOfAnother(outputs.vpnConnName, outputs, look.value)) {
      return done(true);
    }
    looks += 1;
    if (looks >= LOOKS_AT_NAME && look.value.status !== "deleting") {
      refuseHandedOver("tunnel", id, look.value.name);
    }
    return pending(`the name "${look.value.name}", status ${look.value.status}`);
  });
}

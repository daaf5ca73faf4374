import { idText, type VpnConn } from "../../api/index.ts";
import { readsOf } from "../../polling/tunnel-reads.ts";
import { waitForTask } from "../../polling/wait-for-task.ts";
import type { Context } from "../context.ts";
import { LifecycleError } from "../errors.ts";
import { isOfAnother, NAME_READS, nameToTake, refuseHandedOver, take } from "../take-over.ts";
import { done, pending, waitFor } from "../wait.ts";
import type { Inputs } from "./inputs.ts";
import type { Recorded } from "./recorded.ts";

/** Renames an adopted tunnel if necessary, and returns its name. Calls ModifyVpnConnEx, DescribeVpcTaskResult. */
export async function takeTunnelName(context: Context, inputs: Inputs, found: VpnConn): Promise<string> {
  const name = nameToTake(context, inputs.vpnConnName, inputs.__urn, found);
  if (name === undefined) {
    return found.name;
  }
  const { vpcId = "", vpnGwId } = inputs;
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
 * Refuses to delete a tunnel that another resource took over, unless that one deletes it meanwhile. Calls DescribeVpnConn; if that fails, the
 * deletion decides.
 *
 * @throws LifecycleError that gives the name of the other resource.
 */
export async function assertNotHandedOver(context: Context, recorded: Recorded): Promise<void> {
  const { id, outputs } = recorded;
  let reads = 0;
  await waitFor<true>(context, `tunnel ${id} to be deleted by the resource that took it over`, async () => {
    const answer = await readsOf(context)
      .read(context, { ...recorded, vpnConnId: id })
      .catch(() => undefined);
    if (answer === undefined || answer.kind !== "found" || !isOfAnother(outputs.vpnConnName, outputs, answer.value)) {
      return done(true);
    }
    reads += 1;
    if (reads >= NAME_READS && answer.value.status !== "deleting") {
      refuseHandedOver("tunnel", id, answer.value.name);
    }
    return pending(`the name "${answer.value.name}", status ${answer.value.status}`);
  });
}

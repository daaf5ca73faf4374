import { idText, type VpnConn } from "../../api/index.ts";
import { readsOf } from "../../polling/tunnel-reads.ts";
import { waitForTask } from "../../polling/wait-for-task.ts";
import type { Context } from "../context.ts";
import { LifecycleError } from "../errors.ts";
import { isOfAnother, NAME_READS, nameToTake, refuseHandedOver, take } from "../take-over.ts";
import { done, pending, progress, waitFor } from "../wait.ts";
import type { Inputs } from "./inputs.ts";
import type { Recorded } from "./recorded.ts";
import { UNPROVED_MS } from "./update.ts";

/** Renames an adopted tunnel if necessary, and returns its name. */
export async function takeTunnelName(context: Context, inputs: Inputs, found: VpnConn): Promise<string> {
  const name = nameToTake(context, inputs.vpnConnName, inputs.__urn, found);
  if (name === undefined) {
    return found.name;
  }
  const { vpcId = "", vpnGwId } = inputs;
  const tunnel = { vpcId, vpnGwId, vpnConnId: idText(found.id) };
  return await take(context, found, name, async () => {
    const { taskId } = await context.api.renameVpnConn(context, tunnel, name);
    const task =
      taskId === undefined
        ? undefined
        : await waitForTask(context, taskId, { kind: "update", tunnel, onRunning: () => {} });
    if (task?.kind === "failed") {
      throw new LifecycleError(task.reason);
    }
    if (task?.kind !== "done") {
      await untilRenamed(context, found);
    }
  });
}

/** Waits until the tunnel shows another name, where nothing else says that the modification is done. */
async function untilRenamed(context: Context, { id, name }: VpnConn): Promise<void> {
  const since = context.deadline.elapsedMs();
  const report = progress(context, idText(id));
  await waitFor<true>(context, `tunnel ${idText(id)} to be renamed`, async () => {
    const answer = await context.api.readVpnConn(context, idText(id));
    if (answer.kind === "found" && answer.value.name !== name) {
      return done(true);
    }
    if (context.deadline.elapsedMs() - since >= UNPROVED_MS) {
      throw new LifecycleError("the service accepted the new name and does not show it");
    }
    report("renaming", "the new name is not shown yet");
    return pending(`the name "${name}"`);
  });
}

/**
 * Refuses to delete a tunnel that another resource took over, unless that one deletes it meanwhile. If it cannot be read, the deletion
 * decides.
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

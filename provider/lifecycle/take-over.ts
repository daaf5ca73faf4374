import type { ApiId, UserGw, VpnConn } from "../api/types.ts";
import { modifyUserGw } from "../api/v2/user-gw.ts";
import { renameVpnConn } from "../api/v2/vpn-conn.ts";
import { readsOf } from "../polling/tunnel-reads.ts";
import { waitForTask } from "../polling/wait-for-task.ts";
import type { Context } from "./context.ts";
import { LifecycleError, messageOf } from "./errors.ts";
import { defaultName, markOf } from "./names.ts";
import type { UserGatewayInputs } from "./user-gateway/inputs.ts";
import type { Inputs } from "./vpn-connection/inputs.ts";
import type { Recorded } from "./vpn-connection/recorded.ts";
import { waitFor } from "./wait.ts";

/**
 * A default name says which resource a thing belongs to, and so does the cloud, to a process that knows the state of one resource alone:
 * who adopts a thing with the default name of another resource gives it its own, and a resource never deletes what carries the
 * default name of another one.
 */

/** How often a thing with the name of another resource is read: that one may be deleting it in the same run. */
export const LOOKS_AT_NAME = 6;

interface Shown {
  readonly name: string;
  readonly id: ApiId;
}

/** The default name that an adopted thing is to carry from now on; undefined where it keeps the one that it has. */
function nameToTake(
  context: Context,
  given: string | undefined,
  seed: string | undefined,
  found: Shown,
): string | undefined {
  const mark = markOf(found.name);
  if (given !== undefined || seed === undefined || mark === undefined) {
    return undefined;
  }
  const own = defaultName(seed, context.settings.owner);
  return markOf(own) === mark ? undefined : own;
}

async function take(context: Context, found: Shown, name: string, rename: () => Promise<void>): Promise<string> {
  const id = found.id.unified || found.id.legacy;
  try {
    await rename();
  } catch (error) {
    context.signal?.throwIfAborted();
    context.log(`${id}: keeps its name "${found.name}", the default name of another resource: ${messageOf(error)}`);
    return found.name;
  }
  context.log(`${id}: renamed from "${found.name}", the default name of another resource, to "${name}"`);
  return name;
}

/** The name of an adopted tunnel, after it was given this resource's own. Calls ModifyVpnConnEx, DescribeVpcTaskResult. */
export async function takeTunnelName(context: Context, inputs: Inputs, found: VpnConn): Promise<string> {
  const name = nameToTake(context, inputs.vpnConnName, inputs.__urn, found);
  if (name === undefined) {
    return found.name;
  }
  const { vpcId, vpnGwId } = inputs;
  const tunnel = { vpcId, vpnGwId, vpnConnId: found.id.unified || found.id.legacy };
  return await take(context, found, name, async () => {
    const { taskId } = await renameVpnConn(context, tunnel, name);
    if (taskId !== undefined) {
      const task = await waitForTask(context, taskId, { kind: "update", tunnel, onRunning: () => {} });
      if (task.state === "failed") {
        throw new LifecycleError(task.reason);
      }
    }
  });
}

/** The name of an adopted peer gateway, after it was given this resource's own. Calls ModifyUserGw. */
export async function takeUserGatewayName(context: Context, inputs: UserGatewayInputs, found: UserGw): Promise<string> {
  const name = nameToTake(context, inputs.userGwName, inputs.__urn, found);
  const id = found.id.unified || found.id.legacy;
  return name === undefined
    ? found.name
    : await take(context, found, name, async () => await modifyUserGw(context, id, name));
}

/**
 * Whether a thing carries the default name of a resource that is not the one of this state.
 * @param recorded the name in the state, which may be the one observed last.
 */
export function isOfAnother(recorded: string | undefined, state: { __defaultName?: string }, shown: Shown): boolean {
  const mark = markOf(shown.name);
  return mark !== undefined && mark !== markOf(state.__defaultName ?? recorded);
}

/** @throws LifecycleError always. */
export function refuseHandedOver(what: string, id: string, name: string): never {
  throw new LifecycleError(
    `${what} ${id} carries the default name of another resource, "${name}": that one took it over. Nothing was deleted. ` +
      "Run `pulumi up`, which removes this resource from the state and keeps the thing for the other one; " +
      "if that one is of another stack, use `pulumi state delete URN`",
  );
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
    if (look === undefined || !("found" in look) || !isOfAnother(outputs.vpnConnName, outputs, look.found)) {
      return { done: true };
    }
    looks += 1;
    if (looks >= LOOKS_AT_NAME && look.found.status !== "deleting") {
      refuseHandedOver("tunnel", id, look.found.name);
    }
    return { pending: `the name "${look.found.name}", status ${look.found.status}` };
  });
}

import { idText, sameId, type VpnConn } from "../../api/index.ts";
import type { Context } from "../context.ts";
import { LifecycleError } from "../errors.ts";
import { logAdopted, refuseAbsent } from "../existing.ts";
import type { Inputs } from "./inputs.ts";

/**
 * Reads the tunnel that the argument `vpnConnId` names, and checks that it can be adopted.
 *
 * @throws LifecycleError if it does not exist, is being deleted, or has other parents than the arguments.
 */
export async function adopt(context: Context, inputs: Inputs, vpnConnId: string): Promise<VpnConn> {
  const answer = await context.api.readVpnConn(context, vpnConnId);
  if (answer.kind !== "found") {
    refuseAbsent(context, "tunnel", vpnConnId, "vpnConnId");
  }
  const { value: found } = answer;
  const differences = (
    [
      ["vpcId", found.vpc, inputs.vpcId],
      ["vpnGwId", found.vpnGw, inputs.vpnGwId],
      ["userGwId", found.userGw, inputs.userGwId],
    ] as const
  )
    .filter(([, id, given]) => given !== undefined && !sameId(id, given))
    .map(([name, id, given]) => `its ${name} is ${idText(id)}, not ${given}`);
  if (differences.length > 0) {
    throw new LifecycleError(
      `tunnel ${vpnConnId} cannot be adopted: ${differences.join("; ")}. Nothing was changed. Correct the arguments, or the id`,
    );
  }
  if (found.status === "deleting") {
    throw new LifecycleError(
      `tunnel ${vpnConnId} cannot be adopted: it is being deleted. To create a new tunnel, leave out vpnConnId`,
    );
  }
  logAdopted(context, found);
  return found;
}

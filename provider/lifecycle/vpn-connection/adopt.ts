import { idText, sameId, type VpnConn } from "../../api/index.ts";
import type { Context } from "../context.ts";
import { LifecycleError } from "../errors.ts";
import { logAdopted, refuseAbsent } from "../existing.ts";
import type { Inputs } from "./inputs.ts";

/**
 * Takes over the tunnel named by the argument `vpnConnId`. Only reads.
 * @throws LifecycleError when it is not there, is going away, or has other parents than the arguments say.
 */
export async function adopt(context: Context, inputs: Inputs, vpnConnId: string): Promise<VpnConn> {
  const look = await context.api.readVpnConn(context, vpnConnId);
  if (look.kind !== "found") {
    refuseAbsent(context, "tunnel", vpnConnId, "vpnConnId");
  }
  const { value: found } = look;
  const differences = (
    [
      ["vpcId", found.vpc, inputs.vpcId],
      ["vpnGwId", found.vpnGw, inputs.vpnGwId],
      ["userGwId", found.userGw, inputs.userGwId],
    ] as const
  )
    .filter(([, id, given]) => !sameId(id, given))
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

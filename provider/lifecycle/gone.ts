import { seesUserGw, seesVpc, seesVpnGw } from "../qcloud/parents.ts";
import { sameRegion } from "../qcloud/regions.ts";
import type { Context } from "./context.ts";
import { LifecycleError } from "./errors.ts";
import type { Recorded } from "./recorded.ts";

/** Why a tunnel is thought to be gone. */
export type Absence =
  /** Its deletion was accepted, or seen under way, in this operation, and now it is not listed. */
  | "deleted-here"
  /** InvalidVpnConn.NotFound, or one of its misprints where nothing else can be meant. */
  | "not-found-code"
  /** An empty list, twice, seconds apart, when asked for by its id. */
  | "empty-list-twice";

/**
 * The one place that turns "not found" into "gone". A tunnel that cannot be found is gone only when the question was
 * asked where the tunnel stood: in the recorded region, at the recorded endpoint, and by the recorded key pair or by one that can
 * still see the VPC, the gateway or the peer gateway of the tunnel. Otherwise a wrong setting would empty the state while
 * the tunnel stands.
 * @throws LifecycleError that says what differs and how to go on.
 */
export async function confirmGone(context: Context, recorded: Recorded, absence: Absence): Promise<void> {
  if (absence === "deleted-here") {
    return;
  }
  const { settings } = context;
  const { origin } = recorded;
  const differences: string[] = [];
  if (!sameRegion(context.region, recorded.region)) {
    differences.push(`it was made in region ${recorded.region}, the question went to region ${context.region}`);
  }
  if (origin?.endpoint !== undefined && origin.endpoint !== settings.endpoint) {
    differences.push(
      `it was made at ${origin.endpoint}, the question went to ${settings.endpoint} (from ${settings.endpointSource})`,
    );
  }
  if (differences.length === 0) {
    if (origin?.secretIdHash === context.secretIdHash || (await seesAParent(context, recorded))) {
      return;
    }
    differences.push(
      `${origin?.secretIdHash === undefined ? "the state does not say which key pair made it" : "it was made with another key pair"}, and the one in use (from ${settings.credentials.source}) sees neither its VPC ${recorded.vpcId} nor its gateways ${recorded.vpnGwId} and ${recorded.userGwId}`,
    );
  }
  throw new LifecycleError(
    `tunnel ${recorded.id} cannot be found, but that does not prove that it is gone: ${differences.join("; ")}. ` +
      "Nothing was changed. Use the settings that it was made with and run the command again; " +
      "if you know that the tunnel is gone, remove it from the state with `pulumi state delete URN`",
  );
}

async function seesAParent(context: Context, recorded: Recorded): Promise<boolean> {
  return (
    (await seesVpnGw(context, recorded.vpnGwId)) ||
    (await seesUserGw(context, recorded.userGwId)) ||
    (await seesVpc(context, recorded.vpcId))
  );
}

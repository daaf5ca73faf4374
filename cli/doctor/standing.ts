import { sameEndpoint, sameId, type UserGw, type VpnConn } from "../../provider/api/index.ts";
import { LifecycleError } from "../../provider/lifecycle/errors.ts";
import { observeUserGateway, readRecordedUserGateway } from "../../provider/lifecycle/user-gateway/recorded.ts";
import { observe, readRecorded } from "../../provider/lifecycle/vpn-connection/recorded.ts";
import type { Owned } from "../stack/owned.ts";
import type { Place } from "./places.ts";

/** What today's settings have different from those under which a thing was recorded. */
export type Elsewhere = "endpoint" | "key pair";

/** What became of a thing that the state knows. */
export type Standing =
  | { readonly is: "there"; readonly found: VpnConn | UserGw; readonly elsewhere: Elsewhere | undefined }
  | { readonly is: "gone" }
  /** It cannot be found, or another thing answers to its id, and that proves nothing. */
  | { readonly is: "unproved"; readonly why: string; readonly elsewhere: Elsewhere | undefined };

/** The status of what stands; peer gateways have none. */
export const statusOf = (found: VpnConn | UserGw): string => ("status" in found ? found.status : "standing");

/**
 * Looks for a thing of the state where it stood. What is listed there under its id, by the key pair and at the endpoint that the
 * state names, is it; everything else is looked at by the provider's own rules.
 * @throws what the client throws; a state that proves nothing is a result.
 */
export async function standingOf(owned: Owned, place: Place): Promise<Standing> {
  let elsewhere: Elsewhere | undefined;
  try {
    const recorded =
      owned.kind === "tunnel"
        ? readRecorded(owned.id, owned.properties)
        : readRecordedUserGateway(owned.id, owned.properties);
    elsewhere = elsewhereOf(recorded.origin, place);
    const listed = (owned.kind === "tunnel" ? place.tunnels : place.userGws).find(({ id }) => sameId(id, owned.id));
    const found =
      listed !== undefined && elsewhere === undefined
        ? listed
        : await ("vpcId" in recorded ? observe(place.context, recorded) : observeUserGateway(place.context, recorded));
    return found === undefined ? { is: "gone" } : { is: "there", found, elsewhere };
  } catch (error) {
    if (error instanceof LifecycleError) {
      return { is: "unproved", why: error.message, elsewhere };
    }
    throw error;
  }
}

function elsewhereOf(
  origin: { readonly endpoint?: string | undefined; readonly secretIdHash?: string | undefined } | undefined,
  { context }: Place,
): Elsewhere | undefined {
  if (origin?.endpoint !== undefined && !sameEndpoint(origin.endpoint, context.settings.endpoint)) {
    return "endpoint";
  }
  return origin?.secretIdHash !== undefined && origin.secretIdHash !== context.secretIdHash ? "key pair" : undefined;
}

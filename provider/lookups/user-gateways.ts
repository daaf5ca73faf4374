import type { Output } from "@pulumi/pulumi";
import { argumentsOf } from "./arguments.ts";
import { type Lookup, lift } from "./lift.ts";
import type { Lifted, LookupOptions, LookupOutputOptions } from "./options.ts";
import { bestId, known, placesOf, Search } from "./search.ts";

/** Which peer gateways {@link getUserGateways} lists: those that fit everything that is given. */
export interface GetUserGatewaysArgs {
  /** The whole name. */
  userGwName?: string | undefined;
  /** The address of the device at the other end. */
  userGwAddr?: string | undefined;
  /** Region to look in, long or short. Default: `qcloud:region`, then `TENCENTCLOUD_REGION`. */
  region?: string | undefined;
}

/** A peer gateway. Source: docs/api.md 2.10. */
export interface UserGatewaySummary {
  /** Unified id, such as `cgw-e098slul`. */
  userGwId: string;
  /** Legacy id, such as `315`; empty where the service does not say. */
  legacyUserGwId: string;
  /** Name of the peer gateway. */
  userGwName: string;
  /** Address of the device at the other end. */
  userGwAddr: string;
  /** How many tunnels use it; absent where the service does not say. */
  vpnConnNum?: number;
  /** `YYYY-MM-DD hh:mm:ss`; the vendor does not state the zone. */
  createTime?: string;
}

/** What {@link getUserGateways} found. */
export interface GetUserGatewaysResult {
  /** The region that was looked in, as it was given. */
  region: string;
  /** The peer gateways, oldest first; empty when none fits. */
  userGateways: UserGatewaySummary[];
}

/** The arguments of {@link getUserGatewaysOutput}. */
export type GetUserGatewaysOutputArgs = Lifted<GetUserGatewaysArgs>;

/** Lists peer gateways, in all pages. Runs at once, in previews too. That none fits is no error. */
export const getUserGateways = async (
  args: GetUserGatewaysArgs = {},
  options: LookupOptions = {},
): Promise<GetUserGatewaysResult> => lookUpUserGateways(args, placesOf(options.settings), options);

/** As {@link getUserGateways}, with arguments that may be outputs, and through a provider. */
export const getUserGatewaysOutput = (
  args: GetUserGatewaysOutputArgs = {},
  options: LookupOutputOptions = {},
): Output<GetUserGatewaysResult> => lift(lookUpUserGateways, args, options);

const lookUpUserGateways: Lookup<GetUserGatewaysArgs, GetUserGatewaysResult> = async (args, places, options) => {
  const { region, userGwName, userGwAddr } = argumentsOf("getUserGateways", args, {
    texts: ["region", "userGwName", "userGwAddr"],
  });
  const search = new Search("peer gateways", region, places, options);
  const fitting = (await search.context.api.listUserGws(search.context)).filter(
    ({ name, address }) =>
      (userGwName === undefined || name === userGwName) && (userGwAddr === undefined || address === userGwAddr),
  );
  return {
    region: search.region,
    userGateways: fitting.map(({ id, name, address, vpnConnNum, createTime }) =>
      known({
        userGwId: bestId(id),
        legacyUserGwId: id.legacy,
        userGwName: name,
        userGwAddr: address,
        vpnConnNum,
        createTime,
      }),
    ),
  };
};

import { idText } from "../api/index.ts";
import { defined } from "../util/defined.ts";
import { type Lookup, NAME } from "./lookup.ts";
import type { Lifted, RegionArgs, RegionResult } from "./options.ts";

/** Which peer gateways {@link getUserGateways} lists: those that fit everything that is given. */
export interface GetUserGatewaysArgs extends RegionArgs {
  /** The whole name. */
  userGwName?: string | undefined;
  /** The address of the device at the other end. */
  userGwAddr?: string | undefined;
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
export interface GetUserGatewaysResult extends RegionResult {
  /** The peer gateways, oldest first; empty when none fits. */
  userGateways: UserGatewaySummary[];
}

/** The arguments of {@link getUserGatewaysOutput}. */
export type GetUserGatewaysOutputArgs = Lifted<GetUserGatewaysArgs>;

export const USER_GATEWAYS: Lookup<GetUserGatewaysArgs, GetUserGatewaysResult> = {
  name: "getUserGateways",
  args: { region: NAME, userGwName: NAME, userGwAddr: NAME },
  thing: "peer gateways",
  by: [],
  async find({ context }, { userGwName, userGwAddr }) {
    const fitting = (await context.api.listUserGws(context)).filter(
      ({ name, address }) =>
        (userGwName === undefined || name === userGwName) && (userGwAddr === undefined || address === userGwAddr),
    );
    return {
      userGateways: fitting.map(({ id, name, address, vpnConnNum, createTime }) => ({
        userGwId: idText(id),
        legacyUserGwId: id.legacy,
        userGwName: name,
        userGwAddr: address,
        ...defined({ vpnConnNum, createTime }),
      })),
    };
  },
};

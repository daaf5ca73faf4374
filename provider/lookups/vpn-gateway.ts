import { idText, sameId, type VpnGw } from "../api/index.ts";
import { defined } from "../util/defined.ts";
import { type Lookup, NAME } from "./lookup.ts";
import type { Lifted, RegionArgs, RegionResult } from "./options.ts";
import { listOf, orEmpty } from "./search.ts";

/** What {@link getVpnGateway} looks for; exactly one running VPN gateway has to fit. */
export interface GetVpnGatewayArgs extends RegionArgs {
  /** Id in either form: `vpngw-dystbrkv` or `547`. Source: docs/api.md 2.2. */
  vpnGwId?: string | undefined;
  /** The whole name. */
  vpnGwName?: string | undefined;
  /** Id of its VPC, in either form. */
  vpcId?: string | undefined;
}

/** A running VPN gateway. Source: docs/api.md 2.9. */
export interface GetVpnGatewayResult extends RegionResult {
  /** Unified id, such as `vpngw-dystbrkv`. */
  vpnGwId: string;
  /** Legacy id, such as `547`; empty where the service does not say. */
  legacyVpnGwId: string;
  /** Name of the VPN gateway. */
  vpnGwName: string;
  /** Unified id of its VPC. */
  vpcId: string;
  /** Public IPv4 address: what the device at the other end connects to. */
  vpnGwAddress?: string;
  /** Mbit/s. */
  bandwidth?: number;
  /** End of a prepaid period, as the service writes it. */
  expireTime?: string;
  /** `YYYY-MM-DD hh:mm:ss`; the vendor does not state the zone. */
  createTime?: string;
}

/** The arguments of {@link getVpnGatewayOutput}. */
export type GetVpnGatewayOutputArgs = Lifted<GetVpnGatewayArgs>;

export const VPN_GATEWAY: Lookup<GetVpnGatewayArgs, GetVpnGatewayResult> = {
  name: "getVpnGateway",
  args: { region: NAME, vpnGwId: NAME, vpnGwName: NAME, vpcId: NAME },
  thing: "running VPN gateway",
  by: ["vpnGwId", "vpnGwName", "vpcId"],
  async find(search, { vpnGwId, vpnGwName, vpcId }) {
    const { context } = search;
    const listed = await orEmpty(context.api.listVpnGws(context, defined({ vpnGwId, vpnGwName, vpcId })));
    const fitting = listed.filter(
      (gateway) =>
        (vpnGwId === undefined || sameId(gateway.id, vpnGwId)) &&
        (vpnGwName === undefined || gateway.name === vpnGwName) &&
        (vpcId === undefined || sameId(gateway.vpc, vpcId)),
    );
    const running = fitting.filter(({ status }) => status === "running");
    const hint = fitting.length === 0 ? undefined : `It is there but does not run: ${listOf(fitting.map(named))}`;
    const gateway = search.only(running, listed, named, "vpnGwId", hint);
    return {
      vpnGwId: idText(gateway.id),
      legacyVpnGwId: gateway.id.legacy,
      vpnGwName: gateway.name,
      vpcId: idText(gateway.vpc),
      vpnGwAddress: gateway.address,
      bandwidth: gateway.bandwidth,
      expireTime: gateway.expireTime,
      createTime: gateway.createTime,
    };
  },
};

const named = (gateway: VpnGw): string =>
  `${idText(gateway.id)} ("${gateway.name}", ${gateway.status}, in ${idText(gateway.vpc)})`;

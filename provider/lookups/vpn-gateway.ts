import type { Output } from "@pulumi/pulumi";
import { sameId, type VpnGw } from "../api/index.ts";
import { argumentsOf, inWords } from "./arguments.ts";
import { type Lookup, lift } from "./lift.ts";
import type { Lifted, LookupOptions, LookupOutputOptions } from "./options.ts";
import { bestId, known, listOf, placesOf, Search } from "./search.ts";

/** What {@link getVpnGateway} looks for; exactly one running VPN gateway has to fit. */
export interface GetVpnGatewayArgs {
  /** Id in either form: `vpngw-dystbrkv` or `547`. Source: docs/api.md 2.2. */
  vpnGwId?: string | undefined;
  /** The whole name. */
  vpnGwName?: string | undefined;
  /** Id of its VPC, in either form. */
  vpcId?: string | undefined;
  /** Region to look in, long or short. Default: `qcloud:region`, then `TENCENTCLOUD_REGION`. */
  region?: string | undefined;
}

/** A running VPN gateway. Source: docs/api.md 2.9. */
export interface GetVpnGatewayResult {
  /** The region that was looked in, as it was given. */
  region: string;
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

/**
 * Looks up one VPN gateway that runs, by its id, or by its name and VPC. Runs at once, in previews too.
 * @throws LookupError when none or several fit: it names what was searched, in which region, at which endpoint, and with whose key pair;
 * and those that fit but do not run.
 */
export const getVpnGateway = async (
  args: GetVpnGatewayArgs = {},
  options: LookupOptions = {},
): Promise<GetVpnGatewayResult> => lookUpVpnGateway(args, placesOf(options.settings), options);

/** As {@link getVpnGateway}, with arguments that may be outputs, and through a provider. */
export const getVpnGatewayOutput = (
  args: GetVpnGatewayOutputArgs = {},
  options: LookupOutputOptions = {},
): Output<GetVpnGatewayResult> => lift(lookUpVpnGateway, args, options);

const lookUpVpnGateway: Lookup<GetVpnGatewayArgs, GetVpnGatewayResult> = async (args, places, options) => {
  const { region, ...filters } = argumentsOf("getVpnGateway", args, {
    texts: ["region", "vpnGwId", "vpnGwName", "vpcId"],
  });
  const { vpnGwId, vpnGwName, vpcId } = filters;
  const search = new Search(inWords("running VPN gateway", filters), region, places, options);
  const listed = await search.orEmpty(
    search.context.api.listVpnGws(search.context, known({ vpnGwId, vpnGwName, vpcId })),
    "vpn-gw-not-found",
    "vpc-not-found",
  );
  const fitting = listed.filter(
    (gateway) =>
      (vpnGwId === undefined || sameId(gateway.id, vpnGwId)) &&
      (vpnGwName === undefined || gateway.name === vpnGwName) &&
      (vpcId === undefined || sameId(gateway.vpc, vpcId)),
  );
  const running = fitting.filter(({ status }) => status === "running");
  const close = listed.length === 0 ? "" : `Close to it: ${listOf(listed.map(named))}`;
  const hint = fitting.length === 0 ? close : `It is there but does not run: ${listOf(fitting.map(named))}`;
  const gateway = search.only(running, named, hint, "Name one by its vpnGwId");
  return known({
    region: search.region,
    vpnGwId: bestId(gateway.id),
    legacyVpnGwId: gateway.id.legacy,
    vpnGwName: gateway.name,
    vpcId: bestId(gateway.vpc),
    vpnGwAddress: gateway.address,
    bandwidth: gateway.bandwidth,
    expireTime: gateway.expireTime,
    createTime: gateway.createTime,
  });
};

const named = (gateway: VpnGw): string =>
  `${bestId(gateway.id)} ("${gateway.name}", ${gateway.status}, in ${bestId(gateway.vpc)})`;

/** CreateVpnConnection: starts the creation of a tunnel (docs/api-3.md 3.1, vendor doc 215/17522). */

import { z } from "zod";
import { startTask } from "../../actions/tasks.ts";
import type { Answer } from "../../requests/call.ts";
import { storedName } from "../../rules/names.ts";
import type { Tunnel, UserGateway, VpnGateway } from "../../state/model.ts";
import { action3, type Call3 } from "../protocol/call.ts";
import { Api3Error } from "../protocol/error.ts";
import { exists, gatewayOf3, userGatewayOf3, vpcOf3 } from "../rules/find.ts";
import { checkKey, checkName3 } from "../rules/names.ts";
import { rulesInput, spdOf } from "../rules/networks.ts";
import { checkCiphers, defaultSets3, ikeInput, ikeOf, ipsecInput, ipsecOf } from "../rules/sets.ts";
import { checkSettings, settingsInput, settingsOf, tagsInput } from "../rules/settings.ts";
import { createdEntry } from "../rules/view.ts";

const schema = z.strictObject({
  ...settingsInput,
  VpcId: z.string().optional(),
  VpnGatewayId: z.string(),
  CustomerGatewayId: z.string(),
  VpnConnectionName: z.string(),
  PreShareKey: z.string(),
  SecurityPolicyDatabases: rulesInput.optional(),
  IKEOptionsSpecification: ikeInput.optional(),
  IPSECOptionsSpecification: ipsecInput.optional(),
  RouteType: z.enum(["STATIC", "StaticRoute", "Policy", "Bgp"]).optional(),
  Tags: tagsInput,
});

/** Creates a tunnel and starts its task, which DescribeVpcTaskResult knows by the RequestId of the answer. */
export const createVpnConnection = action3(schema, (call, input): Answer => {
  const { cloud, account, region } = call;
  const gateway = gatewayOf3(call, input.VpnGatewayId);
  checkVpc(call, gateway, input.VpcId);
  const userGateway = userGatewayOf3(call, input.CustomerGatewayId);
  if (gateway.runsAt > call.now) {
    throw new Api3Error("UnsupportedOperation.InvalidState", "the VPN gateway is not available");
  }
  const name = checkName3("VpnConnectionName", input.VpnConnectionName);
  checkKey(input.PreShareKey);
  const { RouteType: routeType, SecurityPolicyDatabases: rules = [] } = input;
  if (rules.length === 0 && routeType === "Policy") {
    throw new Api3Error("MissingParameter", "SecurityPolicyDatabases is needed with the RouteType Policy");
  }
  const spd = spdOf(call, rules);
  const base = defaultSets3(gateway.address, userGateway.address);
  const ikeSent = input.IKEOptionsSpecification ?? {};
  const ike = ikeOf(ikeSent, base.ike);
  const ipsec = ipsecOf(input.IPSECOptionsSpecification ?? {}, base.ipsec);
  checkCiphers(gateway, ike, ipsec);
  const api3 = settingsOf(input, routeType, ikeSent.IKEVersion, {});
  const onGateway = cloud.store.tunnels.where((tunnel) => tunnel.gateway === gateway.id && exists(call, tunnel));
  checkSettings({ api3, spd }, gateway, userGateway, onGateway);
  checkLimits(call, onGateway, userGateway);

  const number = cloud.store.newNumber("tunnel");
  const tunnel: Tunnel = {
    account,
    region,
    id: cloud.store.newId("vpnx"),
    number,
    createdAt: call.now,
    vpc: gateway.vpc,
    gateway: gateway.id,
    userGateway: userGateway.id,
    name: storedName(call, number, name),
    preSharedKey: input.PreShareKey,
    spd,
    ike,
    ipsec,
    api3,
    tags: input.Tags ?? [],
    status: 0,
    netStatus: null,
    deletedAt: null,
  };
  cloud.store.tunnels.add(tunnel);
  startTask(call, "create", tunnel, { requestId: call.requestId });
  return { VpnConnection: createdEntry(call, tunnel) };
});

/** A gateway of a VPC needs its VPC; one of a CCN has none. */
function checkVpc(call: Call3, gateway: VpnGateway, id: string | undefined): void {
  if (gateway.type === "CCN" && (id === undefined || id === "")) {
    return;
  }
  if (id === undefined || id === "") {
    throw new Api3Error("MissingParameter", "VpcId is needed for a VPN gateway of a VPC");
  }
  if (vpcOf3(call, id).id !== gateway.vpc) {
    throw new Api3Error("ResourceNotFound", "the VPC has no such VPN gateway");
  }
}

/** Refuses a second tunnel between two gateways, and a tunnel that exceeds a quota. */
function checkLimits(call: Call3, onGateway: readonly Tunnel[], userGateway: UserGateway): void {
  const { settings, store } = call.cloud;
  const { onePerPair, pairCode } = settings.switches;
  if (onePerPair === "refuse" && onGateway.some((tunnel) => tunnel.userGateway === userGateway.id)) {
    throw new Api3Error(pairCode, "a VPN connection between this VPN gateway and this customer gateway exists already");
  }
  const onUserGateway = store.tunnels.where((tunnel) => tunnel.userGateway === userGateway.id);
  if (settings.quotas && (onGateway.length >= 20 || onUserGateway.length >= 10)) {
    throw new Api3Error("LimitExceeded", "no further VPN connection is allowed here");
  }
}

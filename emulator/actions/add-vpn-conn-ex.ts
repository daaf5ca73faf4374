/** AddVpnConnEx: starts the creation of a tunnel (docs/api.md 2.4, vendor doc 215/5110). */

import { badParameter, refuse } from "../errors.ts";
import type { Answer, ApiCall } from "../requests/call.ts";
import { checkName, storedName } from "../rules/names.ts";
import { checkSpdQuotas, requestedSpd, unique } from "../rules/networks.ts";
import { echoedId, gatewayOf, userGatewayOf, vpcOf } from "../rules/parents.ts";
import { defaultSets, requestedSets } from "../rules/sets.ts";
import type { SpdRule, Tunnel, UserGateway, VpnGateway } from "../state/model.ts";
import { startTask } from "./tasks.ts";

/** Creates a tunnel in state 0 and starts its task. */
export function addVpnConnEx(call: ApiCall): Answer {
  const { parameters, cloud, account, region } = call;
  const { switches } = cloud.settings;
  const ids = { vpc: parameters.required("vpcId"), gateway: parameters.required("vpnGwId") };
  const userGwId = parameters.required("userGwId");
  const sentName = parameters.required("vpnConnName");
  const preSharedKey = parameters.required("preSharedKey");

  const vpc = vpcOf(call, ids.vpc);
  const gateway = gatewayOf(call, ids.gateway, vpc);
  const userGateway = userGatewayOf(call, userGwId);
  if (gateway.runsAt > call.now) {
    throw badParameter("vpnGwId", "names a VPN gateway that is not running");
  }

  const name = checkName(sentName, "InvalidVpnConnName");
  const spd = requestedSpd(call, vpc.cidr);
  if (spd === undefined) {
    throw badParameter("userGwCidrBlock", "or spdAcl must be given");
  }
  const sets = requestedSets(parameters, defaultSets(gateway.address, userGateway.address));
  checkLimits(call, gateway, userGateway, spd);

  const number = cloud.store.newNumber("tunnel");
  const tunnel: Tunnel = {
    account,
    region,
    id: cloud.store.newId("vpnx"),
    number,
    createdAt: call.now,
    vpc: vpc.id,
    gateway: gateway.id,
    userGateway: userGateway.id,
    name: storedName(call, number, name),
    preSharedKey,
    spd,
    ...sets,
    api3: {},
    tags: [],
    status: 0,
    netStatus: null,
    deletedAt: null,
  };
  cloud.store.tunnels.add(tunnel);
  const taskId = startTask(call, "create", tunnel);
  if (switches.answerEcho === "taskId") {
    return { data: { taskId } };
  }
  return {
    data: {
      taskId,
      vpnGwId: echoedId(ids.gateway),
      userGwId: echoedId(userGwId),
      ...(switches.createVpnConnId === "absent" ? {} : { vpnConnId: switches.createVpnConnId === "id" ? number : 0 }),
      vpnConnStatus: 0,
      ...(switches.preSharedKey === "shown" ? { preSharedKey } : {}),
      userGwSubnetList: unique(spd.flatMap((rule) => rule.destinations)),
    },
  };
}

/** Refuses a second tunnel between two gateways, and a tunnel that exceeds a quota. */
function checkLimits(call: ApiCall, gateway: VpnGateway, userGateway: UserGateway, spd: readonly SpdRule[]): void {
  const { store, settings } = call.cloud;
  const onGateway = store.tunnels.where((tunnel) => tunnel.gateway === gateway.id);
  const { onePerPair } = settings.switches;
  if (onePerPair === "refuse" && onGateway.some((tunnel) => tunnel.userGateway === userGateway.id)) {
    // The code is invented (docs/api.md 3); the limit comes from a second-hand source (docs/api.md 2.13).
    throw refuse("InvalidVpnConn.InUse", "a VPN tunnel between this VPN gateway and this peer gateway exists already");
  }
  if (!settings.quotas) {
    return;
  }
  checkSpdQuotas(onGateway, spd);
  const onUserGateway = store.tunnels.where((tunnel) => tunnel.userGateway === userGateway.id);
  if (onGateway.length >= 20 || onUserGateway.length >= 10) {
    throw refuse("VpnConnLimitExceeded", "no further VPN tunnel is allowed here");
  }
}

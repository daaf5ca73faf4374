/** ModifyVpnConnEx: starts a change of a tunnel (docs/api.md 2.6, vendor doc 215/5112). */

import { badParameter } from "../errors.ts";
import type { Answer, ApiCall } from "../requests/call.ts";
import { checkName, storedName } from "../rules/names.ts";
import { checkSpdQuotas, requestedSpd, unique } from "../rules/networks.ts";
import { checkState, echoedId, namedTunnel } from "../rules/parents.ts";
import { requestedSets } from "../rules/sets.ts";
import type { TunnelSettings } from "../state/model.ts";
import { startTask } from "./tasks.ts";

/**
 * Sets the tunnel to state 2. The new settings apply when the task is done; the old ones stay when it fails. Settings
 * that the request leaves out stay unchanged. The answer calls the id vpcConnId (sic).
 */
export function modifyVpnConnEx(call: ApiCall): Answer {
  const { parameters, cloud } = call;
  const { store, settings } = cloud;
  const { switches } = settings;
  const tunnel = namedTunnel(call, switches.missingTunnel);
  checkState(tunnel);

  const name = parameters.text("vpnConnName");
  if (name !== undefined) {
    checkName(name, "InvalidVpnConnName");
  }
  const spd = requestedSpd(call, store.vpcs.find(tunnel.vpc)?.cidr ?? "0.0.0.0/0");
  if (spd === undefined && switches.modifyNetworks === "required") {
    throw badParameter("userGwCidrBlock", "or spdAcl must be given");
  }
  const gateway = store.gateways.find(tunnel.gateway);
  const userGateway = store.userGateways.find(tunnel.userGateway);
  const sets = requestedSets(parameters, {
    ipsec: tunnel.ipsec,
    ike: {
      ...tunnel.ike,
      // A side that changes from a name back to an address gets its gateway's address (docs/api.md 2.4).
      localAddress: tunnel.ike.localAddress ?? gateway?.address ?? null,
      remoteAddress: tunnel.ike.remoteAddress ?? userGateway?.address ?? null,
    },
  });
  if (spd !== undefined && settings.quotas) {
    const others = store.tunnels.where((other) => other.gateway === tunnel.gateway && other !== tunnel);
    checkSpdQuotas(others, spd);
  }

  const change: TunnelSettings = {
    name: name === undefined ? tunnel.name : storedName(call, tunnel.number, name),
    preSharedKey: parameters.text("preSharedKey") ?? tunnel.preSharedKey,
    spd: spd ?? tunnel.spd,
    ...sets,
    api3: tunnel.api3,
  };
  const taskId = startTask(call, "modify", tunnel, { change });
  if (switches.answerEcho === "taskId") {
    return { data: { taskId } };
  }
  return {
    data: {
      taskId,
      vpnGwId: echoedId(parameters.required("vpnGwId")),
      vpcConnId: echoedId(parameters.required("vpnConnId")),
      vpcConnStatus: 2,
      ...(switches.preSharedKey === "shown" ? { preSharedKey: change.preSharedKey } : {}),
      userGwSubnetList: unique(change.spd.flatMap((rule) => rule.destinations)),
      // Always the number (docs/api.md 2.2).
      userGwId: userGateway?.number ?? 0,
    },
  };
}

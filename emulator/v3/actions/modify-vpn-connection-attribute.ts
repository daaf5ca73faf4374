/** ModifyVpnConnectionAttribute: starts a change of a tunnel (docs/api-3.md 3.3, vendor doc 215/17508). */

import { z } from "zod";
import { startTask } from "../../actions/tasks.ts";
import type { Answer } from "../../requests/call.ts";
import { storedName } from "../../rules/names.ts";
import type { IkeSettings, Tunnel, TunnelChange, UserGateway, VpnGateway } from "../../state/model.ts";
import { action3, type Call3 } from "../protocol/call.ts";
import { Api3Error } from "../protocol/error.ts";
import { checkMayChange3, exists, tunnelOf3, userGatewayOf3 } from "../rules/find.ts";
import { checkKey, checkName3 } from "../rules/names.ts";
import { rulesInput, spdOf } from "../rules/networks.ts";
import { checkCiphers, ikeInput, ikeOf, ipsecInput, ipsecOf, isVersion4 } from "../rules/sets.ts";
import { checkSettings, settingsInput, settingsOf } from "../rules/settings.ts";

const schema = z.strictObject({
  ...settingsInput,
  VpnConnectionId: z.string(),
  VpnConnectionName: z.string().optional(),
  PreShareKey: z.string().optional(),
  SecurityPolicyDatabases: rulesInput.optional(),
  IKEOptionsSpecification: ikeInput.optional(),
  IPSECOptionsSpecification: ipsecInput.optional(),
  CustomerGatewayId: z.string().optional(),
});

/**
 * The new settings apply when the task is done; the old ones stay when it fails. Settings that the request leaves out stay
 * unchanged, also those of a group. Whether the RequestId is a task decides the switch `modifyTask`.
 */
export const modifyVpnConnectionAttribute = action3(schema, (call, input): Answer => {
  const { store, settings } = call.cloud;
  const tunnel = tunnelOf3(call, input.VpnConnectionId);
  checkMayChange3(call, "vpnConnections", tunnel);
  if (![3, 5, 6].includes(tunnel.status)) {
    throw new Api3Error("UnsupportedOperation.VpnConnInvalidState", "the VPN connection is not available");
  }
  const { VpnConnectionName: name, PreShareKey: key, SecurityPolicyDatabases: rules } = input;
  if (name !== undefined) {
    checkName3("VpnConnectionName", name);
  }
  if (key !== undefined) {
    checkKey(key);
  }
  const gateway = store.gateways.find(tunnel.gateway);
  const before = store.userGateways.find(tunnel.userGateway);
  const peer = otherPeer(call, tunnel, gateway, input.CustomerGatewayId) ?? before;
  const ikeSent = input.IKEOptionsSpecification ?? {};
  const ike = ikeOf(ikeSent, ikeBase(tunnel, gateway, before, peer));
  const ipsec = ipsecOf(input.IPSECOptionsSpecification ?? {}, tunnel.ipsec);
  checkCiphers(gateway, ike, ipsec);
  const spd = rules === undefined ? tunnel.spd : spdOf(call, rules);
  const api3 = settingsOf(input, undefined, ikeSent.IKEVersion, tunnel.api3);
  const others = store.tunnels.where(
    (other) => other.gateway === tunnel.gateway && other !== tunnel && exists(call, other),
  );
  checkSettings({ api3, spd }, gateway, peer, others);

  const change: TunnelChange = {
    name: name === undefined ? tunnel.name : storedName(call, tunnel.number, name),
    preSharedKey: key ?? tunnel.preSharedKey,
    spd,
    ike,
    ipsec,
    api3,
    ...(peer === undefined ? {} : { userGateway: peer.id }),
  };
  const requestId = settings.switches.modifyTask === "known" ? call.requestId : undefined;
  startTask(call, "modify", tunnel, { change, requestId });
  return {};
});

/** The peer gateway to change to; `undefined` when the request names none or the present one. */
function otherPeer(
  call: Call3,
  tunnel: Tunnel,
  gateway: VpnGateway | undefined,
  id: string | undefined,
): UserGateway | undefined {
  if (id === undefined || id === tunnel.userGateway) {
    return undefined;
  }
  const peer = userGatewayOf3(call, id);
  if (!isVersion4(gateway)) {
    throw new Api3Error("UnsupportedOperation", "the customer gateway changes on VPN gateways of version 4.0 only");
  }
  return peer;
}

/** The settings before: an address that was that of the peer gateway follows it; a side that had a name gets an address. */
function ikeBase(
  { ike }: Tunnel,
  gateway: VpnGateway | undefined,
  before: UserGateway | undefined,
  peer: UserGateway | undefined,
): IkeSettings {
  const follows = ike.remoteAddress === null || ike.remoteAddress === before?.address;
  return {
    ...ike,
    localAddress: ike.localAddress ?? gateway?.address ?? null,
    remoteAddress: follows ? (peer?.address ?? null) : ike.remoteAddress,
  };
}

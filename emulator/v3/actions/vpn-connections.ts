/** DescribeVpnConnections, DeleteVpnConnection, ResetVpnConnection (docs/api-3.md 3.2, 3.4). */

import { z } from "zod";
import { startTask } from "../../actions/tasks.ts";
import type { Answer } from "../../requests/call.ts";
import type { Tunnel } from "../../state/model.ts";
import { action3, type Call3 } from "../protocol/call.ts";
import { Api3Error } from "../protocol/error.ts";
import { checkMayChange3, exists, gatewayOf3, tunnelOf3 } from "../rules/find.ts";
import { idList, listInput, namesMatch, selected } from "../rules/lists.ts";
import { tunnelEntry } from "../rules/view.ts";

const listSchema = z.strictObject({ VpnConnectionIds: idList, ...listInput });

/** The tunnels with the ids, or those that match every filter; 20 a page by default and 100 at most. */
export const describeVpnConnections = action3(listSchema, (call, input): Answer => {
  const { store, settings } = call.cloud;
  const tunnels = store.tunnels.where(
    (tunnel) => exists(call, tunnel) && tunnel.createdAt + settings.switches.describeLagMs <= call.now,
  );
  const { total, page } = selected<Tunnel>(
    call,
    {
      kind: "vpnConnections",
      idsName: "VpnConnectionIds",
      missing: "ResourceNotFound",
      idFilter: "vpn-connection-id",
      filters: {
        "vpc-id": (tunnel, id) => tunnel.vpc === id,
        "vpn-gateway-id": (tunnel, id) => tunnel.gateway === id,
        "customer-gateway-id": (tunnel, id) => tunnel.userGateway === id,
        "vpn-connection-name": (tunnel, name) => namesMatch(call, tunnel.name, name),
      },
    },
    tunnels,
    { ids: input.VpnConnectionIds, filters: input.Filters, offset: input.Offset, limit: input.Limit },
  );
  return { TotalCount: total, VpnConnectionSet: page.map((tunnel) => tunnelEntry(call, tunnel)) };
});

const namedSchema = z.strictObject({ VpnGatewayId: z.string(), VpnConnectionId: z.string() });

/**
 * The tunnel of a gateway, to change it.
 *
 * @param missing the code for a tunnel that does not exist, or not on this gateway.
 */
function namedTunnel3(call: Call3, input: z.output<typeof namedSchema>, missing: string): Tunnel {
  const gateway = gatewayOf3(call, input.VpnGatewayId);
  const tunnel = tunnelOf3(call, input.VpnConnectionId, missing);
  if (tunnel.gateway !== gateway.id) {
    throw new Api3Error(missing, "the VPN gateway has no such VPN connection");
  }
  checkMayChange3(call, "vpnConnections", tunnel);
  return tunnel;
}

/** Starts the deletion of a tunnel. Whether the RequestId is a task decides the switch `deleteTask`. */
export const deleteVpnConnection = action3(namedSchema, (call, input): Answer => {
  const { switches } = call.cloud.settings;
  const tunnel = namedTunnel3(call, input, switches.deleteMissing);
  if ([0, 2, 4].includes(tunnel.status)) {
    throw new Api3Error(
      "UnsupportedOperation.DeleteVpnConnInvalidState",
      "the VPN connection is being created, updated or deleted",
    );
  }
  startTask(call, "delete", tunnel, { requestId: switches.deleteTask === "known" ? call.requestId : undefined });
  return {};
});

/** Answers at once, without a task; nothing observable changes. */
export const resetVpnConnection = action3(namedSchema, (call, input): Answer => {
  const tunnel = namedTunnel3(call, input, "ResourceNotFound");
  if (![3, 5, 6].includes(tunnel.status)) {
    throw new Api3Error("UnsupportedOperation.VpnConnInvalidState", "the VPN connection is not available");
  }
  return {};
});

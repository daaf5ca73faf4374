import type { ClientScope } from "../http/client.ts";
import type { Accepted, AddVpnConn, ModifyVpnConn, Networks, ReadById, VpnConn, VpnConnRef } from "../types.ts";
import type { ReadOptions } from "../vpc-api.ts";
import type { Envelope } from "../wire/answer.ts";
import { hideKeyOf } from "../wire/listed-keys.ts";
import { listAll } from "../wire/paging.ts";
import { readById } from "../wire/read-by-id.ts";
import { groupOf, textOf } from "../wire/values.ts";
import { listVpcs } from "./gateways.ts";
import { filters, idFilter, type ListAction, listOf, oldestFirst, unified } from "./list.ts";
import { call, FREELY, type Json, ONCE, type Params } from "./request.ts";
import { settingParams, vpnConnOf } from "./vpn-conn-wire.ts";

/** The actions on tunnels (docs/api-3.md 3). All throw what `call` throws. */

/** An asynchronous call's task has the RequestId of its answer (docs/api-3.md 4). */
function accepted(fields: Envelope): Accepted {
  const taskId = textOf(fields["RequestId"]);
  return taskId === "" ? {} : { taskId };
}

/**
 * Rules for the request, which must have a local network in each. For plain peer networks that is the network of the VPC (an assumption:
 * API 2.0 does the same on its own).
 */
async function ruleParams(scope: ClientScope, vpcId: string, networks: Networks): Promise<Json> {
  if ("spdAcl" in networks) {
    return Object.entries(networks.spdAcl).map(([LocalCidrBlock, RemoteCidrBlock]) => ({
      LocalCidrBlock,
      RemoteCidrBlock,
    }));
  }
  if (networks.userGwCidrBlock.length === 0 || vpcId === "") {
    return undefined;
  }
  const [vpc] = await listVpcs(scope, { vpcId });
  // Without it, the service says that the VPC is missing.
  return vpc && [{ LocalCidrBlock: vpc.cidrBlock, RemoteCidrBlock: networks.userGwCidrBlock }];
}

/** Creates a tunnel. The answer's id was empty on some clouds; without it, only a list shows the tunnel. */
export async function addVpnConn(scope: ClientScope, what: AddVpnConn): Promise<Accepted> {
  const params = {
    VpcId: what.vpcId === "" ? "" : unified(what.vpcId),
    VpnGatewayId: unified(what.vpnGwId),
    CustomerGatewayId: unified(what.userGwId),
    ...settingParams(what),
    SecurityPolicyDatabases: await ruleParams(scope, what.vpcId, what.networks),
    RouteType: what.routeType,
    Tags: what.tags && Object.entries(what.tags).map(([Key, Value]) => ({ Key, Value })),
  };
  return call(scope, "CreateVpnConnection", params, ONCE, (fields) => {
    const made = vpnConnOf(groupOf(fields["VpnConnection"]));
    return { ...accepted(fields), ...(made.id.unified === "" ? {} : { made }) };
  });
}

/** Changes a tunnel. The networks are sent only if they change, because the vendor's example leaves them out. */
export async function modifyVpnConn(scope: ClientScope, which: VpnConnRef, what: ModifyVpnConn): Promise<Accepted> {
  const rules = what.keepsNetworks ? undefined : await ruleParams(scope, which.vpcId, what.networks);
  return modify(scope, which, {
    ...settingParams(what),
    SecurityPolicyDatabases: rules,
    CustomerGatewayId: what.userGwId && unified(what.userGwId),
  });
}

export const renameVpnConn = (scope: ClientScope, which: VpnConnRef, name: string): Promise<Accepted> =>
  modify(scope, which, { VpnConnectionName: name });

const modify = (scope: ClientScope, { vpnConnId }: VpnConnRef, params: Params): Promise<Accepted> =>
  call(scope, "ModifyVpnConnectionAttribute", { VpnConnectionId: unified(vpnConnId), ...params }, FREELY, accepted);

/** Starts the deletion of a tunnel. A retry is refused for its state, or as not found, if an earlier request had arrived. */
export const deleteVpnConn = (scope: ClientScope, { vpnGwId, vpnConnId }: VpnConnRef): Promise<Accepted> =>
  call(
    scope,
    "DeleteVpnConnection",
    { VpnGatewayId: unified(vpnGwId), VpnConnectionId: unified(vpnConnId) },
    FREELY,
    accepted,
  );

function describe({ client }: ClientScope, select: Params): ListAction<VpnConn> {
  const read = (entry: Envelope): VpnConn => hideKeyOf(client, vpnConnOf(entry));
  return { action: "DescribeVpnConnections", set: "VpnConnectionSet", select, read, idOf: (entry) => entry.id };
}

/** The tunnels of a VPC, of a gateway, or of the region, oldest first. */
export async function listVpnConns(
  scope: ClientScope,
  { vpcId, vpnGwId }: { readonly vpcId?: string; readonly vpnGwId?: string },
): Promise<VpnConn[]> {
  const select = filters({ "vpc-id": idFilter(vpcId), "vpn-gateway-id": idFilter(vpnGwId) });
  return oldestFirst(await listAll(listOf(scope, describe(scope, select))));
}

/** Reads one tunnel. A missing one gives ResourceNotFound or an empty set. */
export const readVpnConn = (scope: ClientScope, id: string, options: ReadOptions = {}): Promise<ReadById<VpnConn>> =>
  readById(listOf(scope, { ...describe(scope, { VpnConnectionIds: [unified(id)] }), ...options }), id);

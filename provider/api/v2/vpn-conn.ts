import type { ClientScope } from "../http/client.ts";
import type { Accepted, AddVpnConn, ModifyVpnConn, ReadById, VpnConn, VpnConnRef } from "../types.ts";
import type { ReadOptions } from "../vpc-api.ts";
import type { Envelope } from "../wire/answer.ts";
import { hideKeyOf } from "../wire/listed-keys.ts";
import { listAll } from "../wire/paging.ts";
import { readById } from "../wire/read-by-id.ts";
import { groupOf, textOf } from "../wire/values.ts";
import { type ListAction, listOf } from "./list.ts";
import { call } from "./request.ts";
import type { Params } from "./sign.ts";
import { vpnConnOf, writeSettings } from "./vpn-conn-wire.ts";

/** The actions on VPN connections (tunnels). All throw what `call` throws. */

/** Decodes `data.taskId`; 0 is not a task. */
function accepted(envelope: Envelope): Accepted {
  const taskId = textOf(groupOf(envelope["data"])["taskId"] ?? envelope["taskId"]);
  return taskId === "" || taskId === "0" ? {} : { taskId };
}

/**
 * AddVpnConnEx (docs/api.md 2.4; 215/5110): creates a tunnel. The answer does not contain its id. Retried only if the request certainly did
 * not arrive.
 */
export async function addVpnConn(scope: ClientScope, what: AddVpnConn): Promise<Accepted> {
  const params = {
    vpcId: what.vpcId,
    vpnGwId: what.vpnGwId,
    userGwId: what.userGwId,
    ...writeSettings(what, scope.client.settings.encryptAlgorithmGroup),
  };
  return accepted(await call(scope, "AddVpnConnEx", params, { repeat: "if-unsent", busy: "throw", post: true }));
}

/** ModifyVpnConnEx (docs/api.md 2.6; 215/5112): changes a tunnel. */
export async function modifyVpnConn(scope: ClientScope, which: VpnConnRef, what: ModifyVpnConn): Promise<Accepted> {
  const params = { ...refParams(which), ...writeSettings(what, scope.client.settings.encryptAlgorithmGroup) };
  return accepted(await call(scope, "ModifyVpnConnEx", params, { repeat: "freely", busy: "wait", post: true }));
}

/** ModifyVpnConnEx with the name alone. */
export async function renameVpnConn(scope: ClientScope, which: VpnConnRef, vpnConnName: string): Promise<Accepted> {
  const params = { ...refParams(which), vpnConnName };
  return accepted(await call(scope, "ModifyVpnConnEx", params, { repeat: "freely", busy: "wait", post: true }));
}

/**
 * DeleteVpnConn (docs/api.md 2.7; 215/5111): starts the deletion of a tunnel. A retry is answered with InvalidVpnConnState or
 * InvalidVpnConn.NotFound if an earlier request had arrived.
 */
export async function deleteVpnConn(scope: ClientScope, which: VpnConnRef): Promise<Accepted> {
  return accepted(await call(scope, "DeleteVpnConn", refParams(which), { repeat: "freely", busy: "wait" }));
}

function refParams({ vpcId, vpnGwId, vpnConnId }: VpnConnRef): Params {
  return { vpcId, vpnGwId, vpnConnId };
}

function describe({ client }: ClientScope, filter: Params): ListAction<VpnConn> {
  const read = (entry: Envelope): VpnConn => hideKeyOf(client, vpnConnOf(entry));
  return { action: "DescribeVpnConn", filter, read, idOf: (entry) => entry.id };
}

/** DescribeVpnConn (docs/api.md 2.5; 215/5113): the tunnels of a VPC, of a gateway, or of the region. */
export function listVpnConns(
  scope: ClientScope,
  filter: { readonly vpcId?: string; readonly vpnGwId?: string },
): Promise<VpnConn[]> {
  return listAll(listOf(scope, describe(scope, { vpcId: filter.vpcId, vpnGwId: filter.vpnGwId })));
}

/**
 * DescribeVpnConn: reads one tunnel by its id, in either form. The answer for a tunnel that does not exist may be an empty list,
 * InvalidVpnConn.NotFound, 5000, or InvalidVpnGw.NotFound (a misprint in the vendor's pages: the request names no gateway).
 */
export function readVpnConn(
  scope: ClientScope,
  vpnConnId: string,
  options: ReadOptions = {},
): Promise<ReadById<VpnConn>> {
  const list = listOf(scope, { ...describe(scope, { vpnConnId }), ...options });
  return readById(list, vpnConnId, "vpn-conn-not-found", "vpn-gw-not-found");
}

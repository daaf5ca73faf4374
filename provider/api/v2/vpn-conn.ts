import type { ClientScope } from "../http/client.ts";
import type { Accepted, AddVpnConn, ModifyVpnConn, ReadById, VpnConn, VpnConnRef } from "../types.ts";
import type { Envelope } from "./decode.ts";
import { type ListAction, listAll } from "./paging.ts";
import { readById } from "./read-by-id.ts";
import { call } from "./request.ts";
import type { Params } from "./sign.ts";
import { vpnConnOf, writeSettings } from "./vpn-conn-wire.ts";
import { groupOf, textOf } from "./wire-values.ts";

/**
 * The actions on VPN connections (tunnels). Each throws what `call` throws: QcloudApiError, QcloudTransportError,
 * QcloudTimeoutError, or the reason of the scope's signal.
 */

/** `data.taskId` of an accepted write; 0 is no task. */
function accepted(envelope: Envelope): Accepted {
  const taskId = textOf(groupOf(envelope["data"])["taskId"] ?? envelope["taskId"]);
  return taskId === "" || taskId === "0" ? {} : { taskId };
}

/**
 * AddVpnConnEx (docs/api.md 2.4; 215/5110): creates a tunnel. The answer does not say which: its id has to be found
 * by listing. Sent once; again only when it surely did not arrive, and never because the service is busy.
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

/**
 * ModifyVpnConnEx (docs/api.md 2.6; 215/5112): changes a tunnel. Settings that are left out stay as they are; the
 * networks are always sent whole. Repeated until the deadline, since doing it twice does the same.
 */
export async function modifyVpnConn(scope: ClientScope, which: VpnConnRef, what: ModifyVpnConn): Promise<Accepted> {
  const params = { ...refParams(which), ...writeSettings(what, scope.client.settings.encryptAlgorithmGroup) };
  return accepted(await call(scope, "ModifyVpnConnEx", params, { repeat: "freely", busy: "wait", post: true }));
}

/** ModifyVpnConnEx with a name alone, which leaves the networks as they are. Sent as the changes of `modifyVpnConn` are. */
export async function renameVpnConn(scope: ClientScope, which: VpnConnRef, vpnConnName: string): Promise<Accepted> {
  const params = { ...refParams(which), vpnConnName };
  return accepted(await call(scope, "ModifyVpnConnEx", params, { repeat: "freely", busy: "wait", post: true }));
}

/**
 * DeleteVpnConn (docs/api.md 2.7; 215/5111): asks for a tunnel's deletion, which an accepted answer only begins.
 * Repeated until the deadline: a repeated one is answered with InvalidVpnConnState or InvalidVpnConn.NotFound when the
 * lost one had arrived.
 */
export async function deleteVpnConn(scope: ClientScope, which: VpnConnRef): Promise<Accepted> {
  return accepted(await call(scope, "DeleteVpnConn", refParams(which), { repeat: "freely", busy: "wait" }));
}

function refParams({ vpcId, vpnGwId, vpnConnId }: VpnConnRef): Params {
  return { vpcId, vpnGwId, vpnConnId };
}

/** Shorter keys, which may be anybody's in a shared account, would withhold every message that holds such a syllable. */
const SHORTEST_SEEN_KEY = 8;

/** What the service shows of keys is kept out of messages, as it may differ from what the state and the program say. */
function describe({ client }: ClientScope, filter: Params): ListAction<VpnConn> {
  const read = (entry: Envelope): VpnConn => {
    const conn = vpnConnOf(entry);
    if ((conn.preSharedKey ?? "").length >= SHORTEST_SEEN_KEY) {
      client.redactor.add(conn.preSharedKey);
    }
    return conn;
  };
  return { action: "DescribeVpnConn", filter, read, idOf: (entry) => entry.id };
}

/**
 * DescribeVpnConn (docs/api.md 2.5; 215/5113): all tunnels of a VPC, of a gateway, or of the region, in all pages,
 * oldest first, each once. The filters go to the service: compare the parents of what comes back all the same.
 */
export function listVpnConns(
  scope: ClientScope,
  filter: { readonly vpcId?: string; readonly vpnGwId?: string },
): Promise<VpnConn[]> {
  return listAll(scope, describe(scope, { vpcId: filter.vpcId, vpnGwId: filter.vpnGwId }));
}

/**
 * Looks for one tunnel by its id alone (docs/api.md 2.5). A missing one may be answered with an empty list, with
 * InvalidVpnConn.NotFound, with InvalidVpnGw.NotFound (a misprint of the vendor's pages, taken as such because no
 * gateway was asked for) or with 5000.
 *
 * @param vpnConnId Either form.
 * @param how.ownConnection As for `ListAction`.
 */
export function readVpnConn(
  scope: ClientScope,
  vpnConnId: string,
  how: { readonly ownConnection?: boolean } = {},
): Promise<ReadById<VpnConn>> {
  const list = { ...describe(scope, { vpnConnId }), ...how };
  return readById(scope, list, vpnConnId, "vpn-conn-not-found", "vpn-gw-not-found");
}

import type { Scope } from "./client.ts";
import type { Accepted, AddVpnConn, Look, ModifyVpnConn, VpnConn, VpnConnRef } from "./types.ts";

export async function addVpnConnEx(_scope: Scope, _what: AddVpnConn): Promise<Accepted> {
  throw new Error("not built yet");
}

export async function modifyVpnConnEx(_scope: Scope, _which: VpnConnRef, _what: ModifyVpnConn): Promise<Accepted> {
  throw new Error("not built yet");
}

export async function deleteVpnConn(_scope: Scope, _which: VpnConnRef): Promise<Accepted> {
  throw new Error("not built yet");
}

export async function listVpnConns(
  _scope: Scope,
  _filter: { readonly vpcId?: string; readonly vpnGwId?: string },
): Promise<VpnConn[]> {
  throw new Error("not built yet");
}

export async function lookVpnConn(_scope: Scope, _vpnConnId: string): Promise<Look> {
  throw new Error("not built yet");
}

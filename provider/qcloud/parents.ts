import type { Scope } from "./client.ts";

export async function seesVpc(_scope: Scope, _id: string): Promise<boolean> {
  throw new Error("not built yet");
}

export async function seesVpnGw(_scope: Scope, _id: string): Promise<boolean> {
  throw new Error("not built yet");
}

export async function seesUserGw(_scope: Scope, _id: string): Promise<boolean> {
  throw new Error("not built yet");
}

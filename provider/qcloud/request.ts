import type { Scope } from "./client.ts";

export async function call(
  _scope: Scope,
  _action: string,
  _params: Readonly<Record<string, unknown>>,
  _options: { readonly repeat: "freely" | "if-unsent"; readonly busy: "wait" | "throw"; readonly post?: boolean },
): Promise<Readonly<Record<string, unknown>>> {
  throw new Error("not built yet");
}

import type { PluginFunction } from "../hosts/plugin/server.ts";
import type { Lookup } from "../lookups/lookup.ts";
import type { RegionArgs, RegionResult } from "../lookups/options.ts";

type AnyLookup = Lookup<RegionArgs, RegionResult>;

/** The lookups are loaded at their first call: most commands call none. */
const lookups: Readonly<Record<string, () => Promise<unknown>>> = {
  getUserGateways: async () => (await import("../lookups/user-gateways.ts")).USER_GATEWAYS,
  getVpc: async () => (await import("../lookups/vpc.ts")).VPC,
  getVpnConnectionConfig: async () => (await import("../lookups/vpn-connection-config.ts")).VPN_CONNECTION_CONFIG,
  getVpnConnections: async () => (await import("../lookups/vpn-connections.ts")).VPN_CONNECTIONS,
  getVpnGateway: async () => (await import("../lookups/vpn-gateway.ts")).VPN_GATEWAY,
};

/** The lookups as functions of the plugin, by name. */
export const functions: Readonly<Record<string, PluginFunction>> = Object.fromEntries(
  Object.entries(lookups).map(([name, load]) => [
    name,
    async (args, { config, signal }) => {
      const { invoked } = await import("../lookups/lookup.ts");
      const { result, isSecret } = await invoked((await load()) as AnyLookup, args, config, signal);
      return { result: { ...result }, isSecret };
    },
  ]),
);

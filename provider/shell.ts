/**
 * What Pulumi stores in the state of each resource: the source text of its object here. It is a contract. The text must stay the same, byte
 * for byte, from release to release (test/shell.test.ts holds it against a golden copy); it captures nothing; it is plain
 * ES2018, because the SDK may parse it with TypeScript 3.8; and it is short, because every resource stores it twice.
 * Everything else happens in the installed package, behind the specifier that it imports. `configure` keeps the config before it
 * returns, because the host does not wait for it before parallel reads and deletes. See docs/design.md, "Thin shell".
 */
import type { dynamic } from "@pulumi/pulumi";
import type { ConfigSource } from "./settings.ts";

type Shell = dynamic.ResourceProvider & { config?: ConfigSource };

export const vpnConnectionShell: Shell = {
  async configure(req) {
    this.config = req.config;
  },
  async check(...a) {
    return (await import("pulumi-qcloud-vpn/provider")).vpnConnection.check(this.config, ...a);
  },
  async diff(...a) {
    return (await import("pulumi-qcloud-vpn/provider")).vpnConnection.diff(this.config, ...a);
  },
  async create(...a) {
    return (await import("pulumi-qcloud-vpn/provider")).vpnConnection.create(this.config, ...a);
  },
  async read(...a) {
    return (await import("pulumi-qcloud-vpn/provider")).vpnConnection.read(this.config, ...a);
  },
  async update(...a) {
    return (await import("pulumi-qcloud-vpn/provider")).vpnConnection.update(this.config, ...a);
  },
  async delete(...a) {
    return (await import("pulumi-qcloud-vpn/provider")).vpnConnection.delete(this.config, ...a);
  },
};

export const userGatewayShell: Shell = {
  async configure(req) {
    this.config = req.config;
  },
  async check(...a) {
    return (await import("pulumi-qcloud-vpn/provider")).userGateway.check(this.config, ...a);
  },
  async diff(...a) {
    return (await import("pulumi-qcloud-vpn/provider")).userGateway.diff(this.config, ...a);
  },
  async create(...a) {
    return (await import("pulumi-qcloud-vpn/provider")).userGateway.create(this.config, ...a);
  },
  async read(...a) {
    return (await import("pulumi-qcloud-vpn/provider")).userGateway.read(this.config, ...a);
  },
  async update(...a) {
    return (await import("pulumi-qcloud-vpn/provider")).userGateway.update(this.config, ...a);
  },
  async delete(...a) {
    return (await import("pulumi-qcloud-vpn/provider")).userGateway.delete(this.config, ...a);
  },
};

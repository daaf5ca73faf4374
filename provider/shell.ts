/**
 * What Pulumi stores in the state of each tunnel: the source text of this object. It is a contract. The text must stay the same, byte
 * for byte, from release to release (test/shell.test.ts holds it against a golden copy); it captures nothing; it is plain
 * ES2018, because the SDK may parse it with TypeScript 3.8. Everything else happens in the installed package, behind the
 * specifier that it imports. `configure` keeps the config without waiting for anything, because the host does not wait for it
 * before parallel reads and deletes. See docs/design.md, "Thin shell".
 */
import type { dynamic } from "@pulumi/pulumi";
import type { ConfigSource } from "./settings.ts";

type Shell = dynamic.ResourceProvider & { config?: ConfigSource };

export const vpnConnectionShell: Shell = {
  configure(req) {
    this.config = req.config;
    return Promise.resolve();
  },
  async check(olds, news) {
    return (await import("pulumi-qcloud-vpn/provider")).vpnConnection.check(this.config, olds, news);
  },
  async diff(id, olds, news) {
    return (await import("pulumi-qcloud-vpn/provider")).vpnConnection.diff(this.config, id, olds, news);
  },
  async create(inputs) {
    return (await import("pulumi-qcloud-vpn/provider")).vpnConnection.create(this.config, inputs);
  },
  async read(id, props) {
    return (await import("pulumi-qcloud-vpn/provider")).vpnConnection.read(this.config, id, props);
  },
  async update(id, olds, news) {
    return (await import("pulumi-qcloud-vpn/provider")).vpnConnection.update(this.config, id, olds, news);
  },
  async delete(id, props) {
    return (await import("pulumi-qcloud-vpn/provider")).vpnConnection.delete(this.config, id, props);
  },
};

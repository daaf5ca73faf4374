/**
 * What Pulumi stores in the state of each resource: the source text of its object here. It is a contract. The text must stay the same, byte
 * for byte, from release to release (test/shell.test.ts holds it against a golden copy); it captures nothing; it is plain
 * ES2018, because the SDK may parse it with TypeScript 3.8; and it is short, a line for each method, because every resource stores it
 * twice. Everything else happens in the installed package, behind the specifier that it imports. `configure` sets `api` before it
 * returns, because the host does not wait for it before parallel reads and deletes. See docs/design.md, "Thin shell".
 */
import type { dynamic } from "@pulumi/pulumi";
import type { Methods } from "./stored-api.ts";

type Shell = dynamic.ResourceProvider & { api: Promise<Methods> };

// biome-ignore format: the text keeps the line breaks.
export const vpnConnectionShell = {
  async configure(req) { this.api = import("pulumi-qcloud-vpn/provider").then((m) => m.vpnConnection.configure(req)); },
  async check(...a) { return (await this.api).check(...a); },
  async diff(...a) { return (await this.api).diff(...a); },
  async create(...a) { return (await this.api).create(...a); },
  async read(...a) { return (await this.api).read(...a); },
  async update(...a) { return (await this.api).update(...a); },
  async delete(...a) { return (await this.api).delete(...a); },
} as Shell;

// biome-ignore format: the text keeps the line breaks.
export const userGatewayShell = {
  async configure(req) { this.api = import("pulumi-qcloud-vpn/provider").then((m) => m.userGateway.configure(req)); },
  async check(...a) { return (await this.api).check(...a); },
  async diff(...a) { return (await this.api).diff(...a); },
  async create(...a) { return (await this.api).create(...a); },
  async read(...a) { return (await this.api).read(...a); },
  async update(...a) { return (await this.api).update(...a); },
  async delete(...a) { return (await this.api).delete(...a); },
} as Shell;

/**
 * Pulumi stores the source text of these objects in the state of each resource. The text is a contract: it must stay the same, byte for byte,
 * in every release (test/shell.test.ts compares it with a golden copy). It captures nothing. It is plain ES2018, because the SDK may parse it
 * with TypeScript 3.8, and short, because every resource stores it twice. The installed package does everything else. `configure` sets `api`
 * before it returns, because the host does not wait for it before parallel reads and deletes. See docs/design.md, "Thin shell".
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

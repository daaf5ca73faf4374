import type { ApiVersion } from "../../../emulator/index.ts";

/** What a stack of a test runs on: a host of the resources, and a version of the API. */
export interface Variant {
  readonly title: string;
  readonly host: "dynamic" | "plugin";
  readonly api: ApiVersion;
}

export const onDynamic: Variant = { title: "dynamic resources, API 2.0", host: "dynamic", api: "2.0" };
export const onPlugin: Variant = { title: "plugin, API 3.0", host: "plugin", api: "3.0" };

/**
 * Every row runs on both. The lifecycle does not depend on the host, and no host depends on the API, so that two of the four combinations
 * prove it for each host and for each version.
 */
export const variants: readonly Variant[] = [onDynamic, onPlugin];

/** A program that is written with dynamic resources. */
export const programOn = ({ host }: Variant, program: string): string =>
  host === "plugin" ? program.replaceAll('from "pulumi-qcloud-vpn"', 'from "pulumi-qcloud-vpn/plugin"') : program;

/** The type of a resource in URNs and states, such as `VpnConnection`. */
export const typeOn = ({ host }: Variant, name: "VpnConnection" | "UserGateway"): string =>
  host === "plugin" ? `qcloud:index:${name}` : `pulumi-nodejs:dynamic/qcloud:${name}`;

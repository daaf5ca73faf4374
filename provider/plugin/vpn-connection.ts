import { CustomResource, type CustomResourceOptions } from "@pulumi/pulumi";
import { tunnelProperties } from "../resources/properties.ts";
import { DYNAMIC_TYPES, PLUGIN_TYPES, withOtherHost } from "../resources/urn-seed.ts";
import type { VpnConnection as DynamicVpnConnection, VpnConnectionArgs } from "../resources/vpn-connection.ts";
import { warnOfPlainKeys } from "../settings/plain-keys.ts";

/** The outputs are those of the dynamic resource. */
export interface VpnConnection extends Omit<DynamicVpnConnection, keyof CustomResource> {}

/**
 * The tunnel `VpnConnection`, with the same arguments and outputs, through the provider plugin `qcloud`. A stack that has it as a dynamic
 * resource is moved by the import alone: Pulumi shows it as unchanged.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor registers every output.
export class VpnConnection extends CustomResource {
  /**
   * @param name The unique name of the resource.
   * @param args The arguments of the tunnel. They are checked before any request, with one message for each invalid property.
   * @param opts Pulumi's resource options. `deleteBeforeReplace` is always on. `customTimeouts` take precedence over `args.timeouts`.
   */
  constructor(name: string, args: VpnConnectionArgs, opts: CustomResourceOptions = {}) {
    super(PLUGIN_TYPES.VpnConnection, name, tunnelProperties(args), {
      ...opts,
      aliases: withOtherHost(opts.aliases, DYNAMIC_TYPES.VpnConnection),
      deleteBeforeReplace: true,
      additionalSecretOutputs: [...(opts.additionalSecretOutputs ?? []), "preSharedKey"],
    });
    warnOfPlainKeys();
  }
}

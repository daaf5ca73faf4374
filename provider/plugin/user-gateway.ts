import { CustomResource, type CustomResourceOptions } from "@pulumi/pulumi";
import { peerGatewayProperties } from "../resources/properties.ts";
import { rememberSecret } from "../resources/secret-inputs.ts";
import { DYNAMIC_TYPES, PLUGIN_TYPES, withOtherHost } from "../resources/urn-seed.ts";
import type { UserGateway as DynamicUserGateway, UserGatewayArgs } from "../resources/user-gateway.ts";
import { warnOfPlainKeys } from "../settings/plain-keys.ts";

/** The outputs are those of the dynamic resource. */
export interface UserGateway extends Omit<DynamicUserGateway, keyof CustomResource> {}

/**
 * The peer gateway `UserGateway`, with the same arguments and outputs, through the provider plugin `qcloud`. A stack that has it as a dynamic
 * resource is moved by the import alone: Pulumi shows it as unchanged.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor registers every output.
export class UserGateway extends CustomResource {
  /**
   * @param name The unique name of the resource.
   * @param args The arguments of the peer gateway. They are checked before any request, with one message for each invalid property.
   * @param opts Pulumi's resource options. `deleteBeforeReplace` is always on. `customTimeouts` take precedence over `args.timeouts`.
   */
  constructor(name: string, args: UserGatewayArgs, opts: CustomResourceOptions = {}) {
    super(PLUGIN_TYPES.UserGateway, name, peerGatewayProperties(args), {
      ...opts,
      aliases: withOtherHost(opts.aliases, DYNAMIC_TYPES.UserGateway),
      deleteBeforeReplace: true,
    });
    warnOfPlainKeys();
    rememberSecret(this, args.userGwAddr);
  }
}

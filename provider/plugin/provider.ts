import { ProviderResource, type ResourceOptions } from "@pulumi/pulumi";
import { type QcloudProviderArgs, rememberSettings, settingTexts } from "../resources/qcloud-provider.ts";

/**
 * An explicit provider for the resources of the provider plugin, with the arguments of `QcloudProvider`: another account, region or endpoint.
 * A stack that has a `QcloudProvider` is moved by the import alone.
 */
export class Provider extends ProviderResource {
  /**
   * @param name The unique name of the provider. It must not begin with `default`: Pulumi takes such a provider for its own.
   * @param args The settings of the provider.
   * @param opts Pulumi's resource options.
   * @throws RunError as the constructor of `QcloudProvider`, whose name the message has.
   */
  constructor(name: string, args: QcloudProviderArgs = {}, opts: ResourceOptions = {}) {
    const texts = settingTexts(name, args);
    super("qcloud", name, texts, {
      ...opts,
      aliases: [...(opts.aliases ?? []), { type: "pulumi:providers:pulumi-nodejs" }],
    });
    rememberSettings(this, texts);
  }
}

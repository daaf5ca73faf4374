import type { Output } from "@pulumi/pulumi";
import { isApiError, isRefusal, type QcloudApiError } from "../api/index.ts";
import { argumentsOf, inWords } from "./arguments.ts";
import { type Lookup, lift } from "./lift.ts";
import type { Lifted, LookupOptions, LookupOutputOptions } from "./options.ts";
import { LookupError, placesOf, Search } from "./search.ts";

/** Which configuration {@link getVpnConnectionConfig} asks for. Source: docs/api.md 2.10 and 2.11. */
export interface GetVpnConnectionConfigArgs {
  /** Id of the tunnel, in either form. */
  vpnConnId: string;
  /** Maker of the device at the other end, such as `cisco`. */
  vendorName: string;
  /** The device's platform, such as `ios`. */
  platform: string;
  /** The platform's version, such as `V15.4`. */
  software: string;
  /** Name of the interface that the tunnel is to go out of, such as `GigabitEthernet0/0`. */
  interfaceName: string;
  /** Region of the tunnel, long or short. Default: `qcloud:region`, then `TENCENTCLOUD_REGION`. */
  region?: string | undefined;
}

/** A configuration for the device at the other end of a tunnel. */
export interface GetVpnConnectionConfigResult {
  /** The region that was looked in, as it was given. */
  region: string;
  /** Id of the tunnel, as it was given. */
  vpnConnId: string;
  /** The configuration text. It holds the pre-shared key in clear: keep that of the plain function out of outputs and logs. */
  configText: string;
}

/** The arguments of {@link getVpnConnectionConfigOutput}. */
export type GetVpnConnectionConfigOutputArgs = Lifted<GetVpnConnectionConfigArgs>;

/**
 * Asks for the configuration of the device at the other end of a tunnel. Runs at once, in previews too.
 * @throws LookupError when there is no such tunnel, or no configuration for such a device: it then names the ones that there are.
 */
export const getVpnConnectionConfig = async (
  args: GetVpnConnectionConfigArgs,
  options: LookupOptions = {},
): Promise<GetVpnConnectionConfigResult> => lookUpVpnConnectionConfig(args, placesOf(options.settings), options);

/** As {@link getVpnConnectionConfig}, with arguments that may be outputs, and through a provider; the result is a secret. */
export const getVpnConnectionConfigOutput = (
  args: GetVpnConnectionConfigOutputArgs,
  options: LookupOutputOptions = {},
): Output<GetVpnConnectionConfigResult> => lift(lookUpVpnConnectionConfig, args, options, () => true);

const REQUIRED = ["vpnConnId", "vendorName", "platform", "software", "interfaceName"] as const;

const lookUpVpnConnectionConfig: Lookup<GetVpnConnectionConfigArgs, GetVpnConnectionConfigResult> = async (
  args,
  places,
  options,
) => {
  const given = argumentsOf("getVpnConnectionConfig", args, { texts: ["region", ...REQUIRED], required: REQUIRED });
  const { region, ...what } = given as GetVpnConnectionConfigArgs;
  const search = new Search(inWords("tunnel", { vpnConnId: what.vpnConnId }), region, places, options);
  const configText = await search.context.api.vpnConnConfig(search.context, what).catch(async (error: unknown) => {
    if (isApiError(error, "vpn-conn-not-found", "vpn-gw-not-found", "resource-not-found")) {
      throw search.none("", error);
    }
    throw isRefusal(error) ? await withDevices(search, what, error) : error;
  });
  return { region: search.region, vpnConnId: what.vpnConnId, configText };
};

/** A refusal is most often of a device that is not on the service's list. */
async function withDevices(
  search: Search,
  { vendorName, platform, software }: GetVpnConnectionConfigArgs,
  refusal: QcloudApiError,
): Promise<Error> {
  const devices = await search.context.api.listDevices(search.context).catch(() => []);
  const isListed = devices.some(
    (one) => one.vendorName === vendorName && one.platform === platform && one.software === software,
  );
  if (isListed || devices.length === 0) {
    return refusal;
  }
  const list = devices.map((one) => `${one.vendorName} ${one.platform} ${one.software}`).join(", ");
  return new LookupError(
    `there is no configuration for the device ${vendorName} ${platform} ${software} ${search.where}; there are ${list}`,
    { cause: refusal },
  );
}

import { isRefusal, type QcloudApiError } from "../api/index.ts";
import { required } from "../resources/kinds.ts";
import { type Lookup, NAME } from "./lookup.ts";
import type { Lifted, RegionArgs, RegionResult } from "./options.ts";
import { isNotFound, LookupError, type Search } from "./search.ts";

/** Which configuration {@link getVpnConnectionConfig} asks for. Source: docs/api.md 2.10 and 2.11. */
export interface GetVpnConnectionConfigArgs extends RegionArgs {
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
}

/** A configuration for the device at the other end of a tunnel. */
export interface GetVpnConnectionConfigResult extends RegionResult {
  /** Id of the tunnel, as it was given. */
  vpnConnId: string;
  /** The configuration text. It holds the pre-shared key in clear: keep that of the plain function out of outputs and logs. */
  configText: string;
}

/** The arguments of {@link getVpnConnectionConfigOutput}. */
export type GetVpnConnectionConfigOutputArgs = Lifted<GetVpnConnectionConfigArgs>;

export const VPN_CONNECTION_CONFIG: Lookup<GetVpnConnectionConfigArgs, GetVpnConnectionConfigResult> = {
  name: "getVpnConnectionConfig",
  args: {
    region: NAME,
    vpnConnId: required(NAME),
    vendorName: required(NAME),
    platform: required(NAME),
    software: required(NAME),
    interfaceName: required(NAME),
  },
  thing: "tunnel",
  by: ["vpnConnId"],
  async find(search, { region: _, ...what }) {
    const configText = await search.context.api.vpnConnConfig(search.context, what).catch(async (error: unknown) => {
      if (isNotFound(error)) {
        throw search.none("", error);
      }
      throw isRefusal(error) ? await explained(search, what, error) : error;
    });
    return { vpnConnId: what.vpnConnId, configText };
  },
  isSecret: () => true,
};

/** A refusal of API 3.0 can mean that the tunnel is not there: it is asked for with the tunnel's VPN gateway, which is then not known. */
async function explained(search: Search, what: GetVpnConnectionConfigArgs, refusal: QcloudApiError): Promise<Error> {
  const { context } = search;
  const tunnel = await context.api.readVpnConn(context, what.vpnConnId).catch(() => undefined);
  return tunnel?.kind === "absent" ? search.none("", refusal) : await withDevices(search, what, refusal);
}

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

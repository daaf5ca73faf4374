/**
 * The module that the text in the state (`shell.ts`) imports as `pulumi-qcloud-vpn/provider`. Its exports are a contract with the states of
 * every release: they are only extended.
 */

import "../../util/node-version.ts";
import { endAfterEngine } from "../engine-process.ts";
import { userGatewayLifecycle, vpnConnectionLifecycle } from "../lifecycles.ts";
import { Operations } from "../operations.ts";
import { storedApi } from "./stored-api.ts";

endAfterEngine();

/** Called by the text of VpnConnection. */
export const vpnConnection = storedApi(new Operations(vpnConnectionLifecycle));

/** Called by the text of UserGateway. */
export const userGateway = storedApi(new Operations(userGatewayLifecycle));

/**
 * The module that the text in a stack's state imports (`shell.ts`) as `pulumi-qcloud-vpn/provider`. What it exports is a contract with
 * every state that any release wrote: it is added to, never changed.
 */
import { userGatewayLifecycle, vpnConnectionLifecycle } from "../lifecycles.ts";
import { Operations } from "../operations.ts";
import { endAfterEngine } from "./engine-process.ts";
import { storedApi } from "./stored-api.ts";

endAfterEngine();

/** What the text of VpnConnection calls. */
export const vpnConnection = storedApi(new Operations(vpnConnectionLifecycle));

/** What the text of UserGateway calls. */
export const userGateway = storedApi(new Operations(userGatewayLifecycle));

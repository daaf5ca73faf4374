import { UNKNOWN } from "../arguments/unknown.ts";
import type { UserGatewayInputs } from "./inputs.ts";
import { echoed } from "./outputs.ts";
import { storedOutputs } from "./stored.ts";

/** Outputs that only the service knows. */
const COMPUTED = ["userGwId", "vpnConnNum", "createTime"];

/** What a preview shows of the outputs, unknown values included. @param state The outputs of the state; undefined for a new peer gateway. */
export const previewedUserGateway = (state: object | undefined, news: UserGatewayInputs): object =>
  state === undefined
    ? { ...Object.fromEntries(COMPUTED.map((name) => [name, UNKNOWN])), ...news }
    : echoed(storedOutputs(state), news);

/** A call of API 2.0 from its parameters to its envelope: checks, then the action. */

import type { Cloud } from "../cloud.ts";
import { ApiError, badParameter, CommonError, PlantedError, plantedCode, refuse } from "../errors.ts";
import { emptyList } from "../faults/stale.ts";
import { authenticate, type ReceivedRequest } from "../requests/authenticate.ts";
import { acceptedEnvelope, refusedEnvelope } from "../requests/envelope.ts";
import type { AnswerFault, Envelope, Face } from "../requests/face.ts";
import { Parameters } from "../requests/parameters.ts";
import { knownRegion } from "../state/regions.ts";
import { actions } from "./index.ts";

/** A request of API 2.0. */
export function faceOf(cloud: Cloud, request: ReceivedRequest): Face {
  const { method, parameters, connection } = request;
  const action = parameters.get("Action") ?? "";
  return {
    api: "2.0",
    action,
    parameters,
    method,
    connection,
    run: (fault, authenticated) => run(cloud, request, action, fault, authenticated),
    broken: (message) => refusedEnvelope(cloud, refuse("InternalError", message)),
  };
}

function run(
  cloud: Cloud,
  request: ReceivedRequest,
  action: string,
  fault: AnswerFault | undefined,
  authenticated: () => void,
): Envelope {
  try {
    const { account, permissions = {} } = authenticate(cloud, request);
    const now = cloud.clock();
    // A planted code takes the place of the permission check in the order of docs/api.md 6.
    authenticated();
    if (fault?.fault === "code") {
      throw new PlantedError(fault.code ?? plantedCode(fault.codeDesc), fault.codeDesc, fault.message);
    }
    const { rate, switches } = cloud.settings;
    if (switches.closed2 !== "off") {
      throw new CommonError(Number(switches.closed2), "", "API 2.0 is closed for this account");
    }
    if (rate !== undefined && !cloud.rates.take(account, rate, now)) {
      throw new CommonError(4400, "RequestLimitExceeded", "the request quota is exceeded");
    }
    const handler = actions.get(action);
    if (handler === undefined) {
      throw new CommonError(6100, "InvalidAction", "the action is not supported");
    }
    const code = request.parameters.get("Region") ?? "";
    const region = knownRegion(code) ?? (switches.regions === "any" && code !== "" ? code : undefined);
    if (region === undefined) {
      throw badParameter("Region", code === "" ? "is missing" : "is not known");
    }
    cloud.store.settle(now);
    if (fault?.fault === "stale") {
      return acceptedEnvelope(cloud, emptyList(action, switches));
    }
    const parameters = new Parameters(request.parameters);
    const answer = handler({ cloud, api: "2.0", action, account, permissions, region, now, parameters });
    return acceptedEnvelope(cloud, answer);
  } catch (error) {
    if (error instanceof ApiError) {
      return refusedEnvelope(cloud, error);
    }
    console.error(`${action} broke the emulator:`, error);
    return refusedEnvelope(cloud, refuse("InternalError", "the emulator has a defect; see its error output"));
  }
}

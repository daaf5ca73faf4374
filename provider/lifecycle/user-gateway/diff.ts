import { normalId, sameId, sameRegion } from "../../api/index.ts";
import { sameTimeouts } from "../../util/durations.ts";
import { holdsUnknown, isUnknown, UNKNOWN } from "../arguments/unknown.ts";
import { sameGivenName } from "../names.ts";
import { type Diff, otherSecrets } from "../vpn-connection/diff.ts";
import type { UserGatewayInputs, UserGatewayOutputs } from "./inputs.ts";
import { echoed } from "./outputs.ts";
import { storedOutputs } from "./stored.ts";

/** Whether the name changes. @param olds The outputs of the state, or those just observed. */
export const nameChanged = (olds: Partial<UserGatewayOutputs>, news: UserGatewayInputs): boolean =>
  news.userGwName !== undefined && !sameGivenName(news.userGwName, olds.userGwName);

/** The inputs whose change replaces the peer gateway, with their comparison. */
const SAME = {
  region: (now: string, _id: string, olds: Partial<UserGatewayOutputs>) =>
    olds.region === undefined || sameRegion(now, olds.region),
  userGwAddr: (now: string, _id: string, olds: Partial<UserGatewayOutputs>) => now.trim() === olds.userGwAddr?.trim(),
  userGwId: (now: string, id: string, olds: Partial<UserGatewayOutputs>) =>
    normalId(now) === normalId(id) || sameId(olds.__origin?.userGw ?? { unified: id, legacy: "" }, now),
} as const;

/** The paths of the arguments that an update changes. @param state The outputs of the state. */
export function changedPathsOfUserGateway(state: object, news: UserGatewayInputs): string[] {
  const olds = storedOutputs(state);
  return [
    ...(nameChanged(olds, news) ? ["userGwName"] : []),
    ...(sameTimeouts(olds.timeouts, news.timeouts) ? [] : ["timeouts"]),
  ];
}

/** Compares state and program by meaning. An unknown value counts as changed, so that a preview shows what may happen. */
export function diffUserGateway(id: string, state: object, news: UserGatewayInputs): Diff {
  const olds = storedOutputs(state);
  const replaces = (Object.keys(SAME) as (keyof typeof SAME)[]).filter((key) => {
    const now = news[key];
    return now !== undefined && (isUnknown(now) || !SAME[key](String(now), id, olds));
  });
  const changes =
    replaces.length > 0 ||
    nameChanged(olds, news) ||
    holdsUnknown(news.timeouts) ||
    !sameTimeouts(olds.timeouts, news.timeouts) ||
    otherSecrets(olds, news);
  return { changes, replaces, deleteBeforeReplace: true };
}

/** Outputs that only the service knows. */
const COMPUTED = ["userGwId", "vpnConnNum", "createTime"];

/** What a preview shows of the outputs, unknown values included. @param state The outputs of the state; undefined for a new peer gateway. */
export const previewedUserGateway = (state: object | undefined, news: UserGatewayInputs): object =>
  state === undefined
    ? { ...Object.fromEntries(COMPUTED.map((name) => [name, UNKNOWN])), ...news }
    : echoed(storedOutputs(state), news);

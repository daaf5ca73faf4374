import { idText, type UserGw } from "../../api/index.ts";
import { deadlineIn } from "../../util/deadline.ts";
import { defined } from "../../util/defined.ts";
import { HIDDEN, omit, originOf, withName } from "../common.ts";
import type { Context } from "../context.ts";
import { shownName } from "../names.ts";
import type { UserGatewayInputs, UserGatewayOrigin, UserGatewayOutputs } from "./inputs.ts";

/** How many VPCs of the account are recorded, and the timeout of their list. */
const EVIDENCE_VPCS = 5;
const EVIDENCE_MS = 10_000;

/** What is known from before a read. */
export interface Before {
  /** VPCs of the account. */
  readonly vpcs: readonly string[];
  /** The service's form of the name. */
  readonly nameAs?: UserGatewayOrigin["nameAs"];
}

/** The outputs of a peer gateway: its inputs, updated with what was observed. */
export function outputsOf(
  context: Context,
  inputs: UserGatewayInputs,
  seen: UserGw,
  { vpcs, nameAs }: Before,
): UserGatewayOutputs {
  const { vpnConnNum, createTime } = seen;
  return {
    ...withName(inputs, "userGwName", shownName(inputs.userGwName, seen, nameAs)),
    userGwAddr: seen.address || inputs.userGwAddr,
    userGwId: idText(seen.id),
    ...defined({ vpnConnNum, createTime }),
    __origin: { ...originOf(context, nameAs), userGw: { ...seen.id }, vpcs: [...vpcs] },
    __given: givenNames(inputs),
  };
}

/** If the answer has no name, sets the last known one. Without that, the outputs have no name, so that the next update writes it. */
export const unseenNameFrom = (
  outputs: UserGatewayOutputs,
  seen: UserGw,
  known: string | undefined,
): UserGatewayOutputs => (seen.name === "" ? withName(outputs, "userGwName", known) : outputs);

/** Inputs that `read` returns if they were given. */
const CARRIED = ["userGwName", "userGwId", "timeouts"] as const;

/** The inputs for `read`: those that were given, with the observed values. */
export function inputsOf(outputs: Partial<UserGatewayOutputs>): UserGatewayInputs {
  const keys = ["region", "userGwAddr", ...CARRIED.filter((key) => outputs.__given?.includes(key)), ...HIDDEN] as const;
  return defined(Object.fromEntries(keys.map((key) => [key, outputs[key]]))) as unknown as UserGatewayInputs;
}

/** The outputs after a change that needs no call. */
export const echoed = (olds: Partial<UserGatewayOutputs>, news: UserGatewayInputs): UserGatewayOutputs =>
  ({
    ...omit(olds, "timeouts", ...HIDDEN),
    ...omit(news, "userGwId"),
    __given: givenNames(news),
  }) as UserGatewayOutputs;

const givenNames = (inputs: UserGatewayInputs): string[] => CARRIED.filter((key) => inputs[key] !== undefined);

/**
 * Unified ids of the oldest VPCs of the account, as evidence: an id belongs to one account of a cloud. Recorded ids are kept. Without VPCs,
 * only the SecretId identifies the account, or its id, which is asked for too and which the outputs record.
 */
export async function accountVpcs(context: Context, recorded: readonly string[] = []): Promise<readonly string[]> {
  await context.api.account(context);
  if (recorded.length > 0) {
    return recorded;
  }
  const found = new Set<string>();
  try {
    const brief = { ...context, deadline: deadlineIn(Math.min(EVIDENCE_MS, context.deadline.remainingMs())) };
    await brief.api.listVpcs(brief, {}, ({ id }) => id.unified !== "" && found.add(id.unified).size >= EVIDENCE_VPCS);
  } catch {
    context.signal?.throwIfAborted();
  }
  return [...found].slice(0, EVIDENCE_VPCS);
}

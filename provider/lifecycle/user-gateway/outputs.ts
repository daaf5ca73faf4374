import { idText, type UserGw } from "../../api/index.ts";
import { deadlineIn } from "../../util/deadline.ts";
import { defined } from "../../util/defined.ts";
import { HIDDEN, omit, originOf, withName } from "../common.ts";
import type { Context } from "../context.ts";
import { shownName } from "../names.ts";
import type { UserGatewayInputs, UserGatewayOrigin, UserGatewayOutputs } from "./inputs.ts";

/** How many VPCs of the account the state names, and how long they may be asked for. */
const WITNESSES = 5;
const WITNESS_MS = 10_000;

/** What is known from before an observation. */
export interface Before {
  /** VPCs of the account. */
  readonly vpcs: readonly string[];
  /** The name that the service showed for the one sent. */
  readonly nameAs?: UserGatewayOrigin["nameAs"];
}

/** The outputs of a peer gateway: its inputs, echoed, with what was observed in place of what was asked for. */
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
    origin: { ...originOf(context, nameAs), userGw: { ...seen.id }, vpcs: [...vpcs] },
    __given: givenNames(inputs),
  };
}

/**
 * The same outputs where the answer leaves out the name: with the one that was last sent or seen, or with none where that is not known, so
 * that the next update writes it.
 */
export const unseenNameFrom = (
  outputs: UserGatewayOutputs,
  seen: UserGw,
  known: string | undefined,
): UserGatewayOutputs => (seen.name === "" ? withName(outputs, "userGwName", known) : outputs);

/** Inputs that `read` takes from the state when they were given. */
const CARRIED = ["userGwName", "userGwId", "timeouts"] as const;

/** The inputs that lead to these outputs, for `read`: what was given, with the values that were observed. */
export function inputsOf(outputs: Partial<UserGatewayOutputs>): UserGatewayInputs {
  const keys = ["region", "userGwAddr", ...CARRIED.filter((key) => outputs.__given?.includes(key)), ...HIDDEN] as const;
  return defined(Object.fromEntries(keys.map((key) => [key, outputs[key]]))) as unknown as UserGatewayInputs;
}

/** The outputs after a change that nothing has to be called for: the new words of the program over what is known. */
export const echoed = (olds: Partial<UserGatewayOutputs>, news: UserGatewayInputs): UserGatewayOutputs =>
  ({
    ...omit(olds, "timeouts", ...HIDDEN),
    ...omit(news, "userGwId"),
    __given: givenNames(news),
  }) as UserGatewayOutputs;

const givenNames = (inputs: UserGatewayInputs): string[] => CARRIED.filter((key) => inputs[key] !== undefined);

/**
 * Unified ids of the account's oldest VPCs: an id has one owner in a cloud, so a key pair that sees one of them later is of the same
 * account. What was recorded is kept; and where none can be had, the SecretId alone has to tell.
 */
export async function accountVpcs(context: Context, recorded: readonly string[] = []): Promise<readonly string[]> {
  if (recorded.length > 0) {
    return recorded;
  }
  const found = new Set<string>();
  try {
    const brief = { ...context, deadline: deadlineIn(Math.min(WITNESS_MS, context.deadline.remainingMs())) };
    await brief.api.listVpcs(brief, {}, ({ id }) => id.unified !== "" && found.add(id.unified).size >= WITNESSES);
  } catch {
    context.signal?.throwIfAborted();
  }
  return [...found].slice(0, WITNESSES);
}

import { idText, type UserGw } from "../../api/index.ts";
import { deadlineIn } from "../../util/deadline.ts";
import type { Context } from "../context.ts";
import { hiddenDefault, shownName } from "../names.ts";
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
  const { userGwName, __defaultName, ...echoed } = inputs;
  const isDefault = inputs.__defaults?.includes("userGwName") === true;
  const name = shownName(userGwName, seen, nameAs);
  return {
    ...echoed,
    userGwAddr: seen.address || inputs.userGwAddr,
    ...(name === undefined ? {} : { userGwName: name }),
    ...hiddenDefault(isDefault, __defaultName, userGwName, name),
    userGwId: idText(seen.id),
    ...(seen.vpnConnNum === undefined ? {} : { vpnConnNum: seen.vpnConnNum }),
    ...(seen.createTime === undefined ? {} : { createTime: seen.createTime }),
    origin: {
      endpoint: context.settings.endpoint,
      secretIdHash: context.secretIdHash,
      userGw: { ...seen.id },
      vpcs: [...vpcs],
      ...(nameAs === undefined ? {} : { nameAs }),
    },
    __given: givenNames(inputs),
  };
}

/**
 * The same outputs where the answer leaves out the name: with the one that was last sent or seen, or with none where that is not known, so
 * that the next update writes it.
 */
export function unseenNameFrom(
  outputs: UserGatewayOutputs,
  seen: UserGw,
  known: string | undefined,
): UserGatewayOutputs {
  return seen.name === "" ? withName(outputs, known) : outputs;
}

/** The same outputs with another name, or with none where it is not known. */
export function withName(outputs: UserGatewayOutputs, name: string | undefined): UserGatewayOutputs {
  const { userGwName, __defaultName, ...rest } = outputs;
  const isDefault = outputs.__defaults?.includes("userGwName") === true;
  return {
    ...rest,
    ...(name === undefined ? {} : { userGwName: name }),
    ...hiddenDefault(isDefault, __defaultName, userGwName, name),
  };
}

/** Inputs that `read` takes from the state when they were given, and the hidden ones. */
const CARRIED = ["userGwName", "userGwId", "timeouts"] as const;
const HIDDEN = ["__defaults", "__defaultName", "__observed", "__urn", "__secrets"] as const;

/** The inputs that lead to these outputs, for `read`: what was given, with the values that were observed. */
export function inputsOf(outputs: UserGatewayOutputs): UserGatewayInputs {
  const keys = [...CARRIED.filter((key) => outputs.__given?.includes(key)), ...HIDDEN];
  return {
    region: outputs.region,
    userGwAddr: outputs.userGwAddr,
    ...Object.fromEntries(keys.filter((key) => outputs[key] !== undefined).map((key) => [key, outputs[key]])),
  };
}

/** The outputs after a change that nothing has to be called for: the new words of the program over what is known. */
export function echoed(olds: UserGatewayOutputs, news: UserGatewayInputs): UserGatewayOutputs {
  const { timeouts: _timeouts, __urn, __defaults, __defaultName, __observed, __secrets, ...known } = olds;
  return { ...known, ...news, userGwId: olds.userGwId, __given: givenNames(news) };
}

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

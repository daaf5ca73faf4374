import { isApiError, isBusy, isTransportError, sameId, type UserGw } from "../../api/index.ts";
import { type CallOptions, type Context, openContext, type Settings } from "../context.ts";
import { LifecycleError, messageOf, PartialFailure } from "../errors.ts";
import { withLock } from "../locks.ts";
import { serviceName, warnOfName } from "../names.ts";
import { pause, progress, type Seen, waitFor } from "../wait.ts";
import { addressKey, listAtAddress, oursAmong, refuseForeign } from "./existing.ts";
import { idOf, type UserGatewayInputs, type UserGatewayOutputs } from "./inputs.ts";
import { accountVpcs, outputsOf, unseenNameFrom } from "./outputs.ts";
import { takeUserGatewayName } from "./take-over.ts";

/** After an answer that was lost, how often and how far apart the list is asked whether the request arrived. */
const LOOKS_AFTER_LOSS = 3;
const LOSS_LOOK_MS = 1000;

interface Made {
  /** Its id, in the form that is known. */
  readonly id: string;
  /** It stood before this run asked for it. */
  readonly found: boolean;
}

/**
 * Makes a peer gateway, joins the one that an earlier, cut-off run of this resource made, or adopts the one named.
 * Calls DescribeUserGw, AddUserGw, DescribeVpcEx.
 * @throws PartialFailure once the peer gateway's id is known; any other error means that none is known to have been made.
 */
export async function createUserGateway(
  settings: Settings,
  inputs: UserGatewayInputs,
  options: CallOptions,
): Promise<{ id: string; outputs: UserGatewayOutputs }> {
  const context = openContext(settings, "create", inputs.region, options);
  if (inputs.userGwId !== undefined) {
    const found = await adopt(context, inputs, inputs.userGwId);
    const adopted = { ...found, name: await takeUserGatewayName(context, inputs, found) };
    const outputs = outputsOf(context, inputs, adopted, { vpcs: await accountVpcs(context) });
    return { id: idOf(adopted), outputs: unseenNameFrom(outputs, adopted, undefined) };
  }
  const made = await withLock(addressKey(context, inputs), () => makeOrJoin(context, inputs));
  let seen: UserGw = {
    id: { unified: made.id, legacy: "" },
    name: inputs.userGwName ?? "",
    address: inputs.userGwAddr,
  };
  try {
    seen = await listed(context, made.id);
  } catch (error) {
    throw new PartialFailure(
      made.id,
      outputsOf(context, inputs, seen, { vpcs: [] }),
      [`${messageOf(error)}. It stays in the state; the next \`pulumi up\` goes on from there`],
      { cause: error },
    );
  }
  const nameAs = made.found ? {} : serviceName(context, inputs.userGwName, seen);
  return { id: idOf(seen), outputs: outputsOf(context, inputs, seen, { vpcs: await accountVpcs(context), ...nameAs }) };
}

/** Takes over the peer gateway named by the argument `userGwId`. Only reads. */
async function adopt(context: Context, inputs: UserGatewayInputs, userGwId: string): Promise<UserGw> {
  const look = await context.api.readUserGw(context, userGwId);
  if (look.kind !== "found") {
    throw new LifecycleError(
      `peer gateway ${userGwId} cannot be adopted: it was not found in region ${context.region} at ${context.settings.endpoint} ` +
        `with the key pair from ${context.settings.credentials.source}. Nothing was created. To make a new one, leave out userGwId`,
    );
  }
  const { value: found } = look;
  if (found.address !== inputs.userGwAddr) {
    throw new LifecycleError(
      `peer gateway ${userGwId} cannot be adopted: its address is ${found.address}, not ${inputs.userGwAddr}. Nothing was changed. Correct userGwAddr, or the id`,
    );
  }
  context.log(`${idOf(found)}: adopted, created ${found.createTime ?? "at a time not told"}`);
  return found;
}

/** List by address; make the peer gateway only where none stands. */
async function makeOrJoin(context: Context, inputs: UserGatewayInputs): Promise<Made> {
  const standing = joinable(context, inputs, await listAtAddress(context, inputs), false);
  if (standing !== undefined) {
    return { id: idOf(standing), found: true };
  }
  const attempt = { asked: false };
  return await waitFor<Made>(context, "AddUserGw to be accepted", () => addOnce(context, inputs, attempt), {
    minTimeout: 1000,
    factor: 1.5,
  });
}

/** Our own among those at the address. @throws LifecycleError when only others stand there. */
function joinable(
  context: Context,
  inputs: UserGatewayInputs,
  standing: readonly UserGw[],
  asked: boolean,
): UserGw | undefined {
  const ours = oursAmong(inputs, standing, asked);
  const [first, ...more] = standing;
  if (ours === undefined && first !== undefined) {
    refuseForeign(context, inputs, [first, ...more]);
  }
  if (ours !== undefined && !asked) {
    context.log(
      `${idOf(ours)}: found from an earlier run of this resource (created ${ours.createTime ?? "at a time not told"}), taken up instead of making a second one`,
    );
    const used =
      ours.vpnConnNum === 1 ? "1 tunnel uses it" : `${ours.vpnConnNum ?? "an unknown number of"} tunnels use it`;
    warnOfName(context, idOf(ours), `a peer gateway has no secret that could prove more, and ${used}`);
  }
  return ours;
}

/** One request, and the list after it where the answer is lost or is a refusal that may come of an earlier, lost one. */
async function addOnce(context: Context, inputs: UserGatewayInputs, attempt: { asked: boolean }): Promise<Seen<Made>> {
  let failure: unknown;
  const id = await context.api
    .addUserGw(context, { name: inputs.userGwName ?? "", address: inputs.userGwAddr })
    .catch((error) => {
      failure = error;
    });
  if (id !== undefined) {
    return { done: { id: id === "" ? await unnamed(context, inputs) : id, found: false } };
  }
  const isLost = (isTransportError(failure) && !failure.unsent) || isBusy(failure) || isApiError(failure, "unknown");
  attempt.asked ||= isLost;
  const looks = isLost || isApiError(failure, "in-use") ? LOOKS_AFTER_LOSS : 1;
  for (let look = 1; look <= looks; look += 1) {
    if (look > 1) {
      await pause(context, LOSS_LOOK_MS);
    }
    const ours = joinable(context, inputs, await listAtAddress(context, inputs), attempt.asked);
    if (ours !== undefined) {
      return { done: { id: idOf(ours), found: !attempt.asked } };
    }
  }
  const mayHelp = isTransportError(failure) ? failure.retryable : isBusy(failure);
  if (!mayHelp) {
    throw withAdvice(context, inputs, failure);
  }
  context.log(`AddUserGw is repeated: ${messageOf(failure)}; no peer gateway was made`);
  return { pending: messageOf(failure) };
}

/** The id of the peer gateway that was made by an answer without one. */
async function unnamed(context: Context, inputs: UserGatewayInputs): Promise<string> {
  return await waitFor<string>(context, "the new peer gateway to be listed", async () => {
    const made = oursAmong(inputs, await listAtAddress(context, inputs), true);
    return made === undefined ? { pending: "none of this name at its address" } : { done: idOf(made) };
  });
}

/** Waits until the list shows the peer gateway under its id. */
async function listed(context: Context, id: string): Promise<UserGw> {
  const report = progress(context, id);
  const seen = await waitFor<UserGw>(context, `peer gateway ${id} to be listed`, async () => {
    const look = await context.api.readUserGw(context, id);
    if (look.kind === "found" && sameId(look.value.id, id)) {
      return { done: look.value };
    }
    report("creating", "not listed yet");
    return { pending: "no peer gateway under this id" };
  });
  report("created");
  return seen;
}

/** An address that is taken where no peer gateway is seen: the account may have it in another region. */
function withAdvice(context: Context, inputs: UserGatewayInputs, error: unknown): unknown {
  if (!isApiError(error, "in-use")) {
    return error;
  }
  return new LifecycleError(
    `${messageOf(error)}. In region ${context.region} the account has no peer gateway with the address ${inputs.userGwAddr}: it may have one in another region, or the name may be taken`,
    { cause: error },
  );
}

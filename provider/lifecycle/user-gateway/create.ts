import { idText, isApiError, isNamed, sameId, type UserGw } from "../../api/index.ts";
import { type CallOptions, type Context, openContext, type Settings } from "../context.ts";
import { type Creation, createOnce } from "../create-once.ts";
import { LifecycleError, messageOf, PartialFailure } from "../errors.ts";
import { logAdopted, refuseAbsent } from "../existing.ts";
import { serviceName, warnOfName } from "../names.ts";
import { done, pending, progress, waitFor } from "../wait.ts";
import { addressKey, listAtAddress, oursAmong } from "./existing.ts";
import type { UserGatewayInputs, UserGatewayOutputs } from "./inputs.ts";
import { accountVpcs, outputsOf, unseenNameFrom } from "./outputs.ts";
import { takeUserGatewayName } from "./take-over.ts";

/**
 * Creates a peer gateway, joins the one that an earlier, interrupted run created, or adopts the one named.
 *
 * @throws PartialFailure once the id is known. After any other error, no peer gateway is known to exist.
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
    return { id: idText(adopted.id), outputs: unseenNameFrom(outputs, adopted, undefined) };
  }
  const { thing, isFound } = await createOnce(context, creationOf(context, inputs)).catch((error) => {
    throw withAdvice(context, inputs, error);
  });
  const id = idText(thing.id);
  if (isFound) {
    const used =
      thing.vpnConnNum === 1 ? "1 tunnel uses it" : `${thing.vpnConnNum ?? "an unknown number of"} tunnels use it`;
    warnOfName(context, id, `a peer gateway has no secret that could prove more, and ${used}`);
  }
  let seen: UserGw;
  try {
    seen = await listed(context, id);
  } catch (error) {
    throw new PartialFailure(
      id,
      outputsOf(context, inputs, thing, { vpcs: [] }),
      [`${messageOf(error)}. It stays in the state; the next \`pulumi up\` continues from there`],
      { cause: error },
    );
  }
  const nameAs = isFound ? {} : serviceName(context, inputs.userGwName, seen);
  const vpcs = await accountVpcs(context);
  return { id: idText(seen.id), outputs: outputsOf(context, inputs, seen, { vpcs, ...nameAs }) };
}

/** Reads the peer gateway that the argument `userGwId` names, and checks that it can be adopted. */
async function adopt(context: Context, inputs: UserGatewayInputs, userGwId: string): Promise<UserGw> {
  const answer = await context.api.readUserGw(context, userGwId);
  if (answer.kind !== "found") {
    refuseAbsent(context, "peer gateway", userGwId, "userGwId");
  }
  const { value: found } = answer;
  if (found.address !== inputs.userGwAddr) {
    throw new LifecycleError(
      `peer gateway ${userGwId} cannot be adopted: its address is ${found.address}, not ${inputs.userGwAddr}. Nothing was changed. Correct userGwAddr, or the id`,
    );
  }
  logAdopted(context, found);
  return found;
}

/** Only one peer gateway can have an address. The answer usually contains the id. */
const creationOf = (context: Context, inputs: UserGatewayInputs): Creation<UserGw, string> => ({
  place: addressKey(context, inputs),
  action: "the request for the peer gateway",
  what: "peer gateway",
  settled: () => listAtAddress(context, inputs),
  list: () => listAtAddress(context, inputs),
  ours: (existing, { mayHaveArrived }) => oursAmong(context, inputs, existing, mayHaveArrived),
  add: () => context.api.addUserGw(context, { name: inputs.userGwName ?? "", address: inputs.userGwAddr }),
  created: (id) =>
    id === ""
      ? unnamed(context, inputs)
      : Promise.resolve({
          id: { unified: id, legacy: "" },
          name: inputs.userGwName ?? "",
          address: inputs.userGwAddr,
        }),
});

/** Finds the new peer gateway after an answer without an id. */
async function unnamed(context: Context, inputs: UserGatewayInputs): Promise<UserGw> {
  return await waitFor<UserGw>(context, "the new peer gateway to be listed", async () => {
    const existing = await listAtAddress(context, inputs);
    const made = existing.find((userGw) => isNamed(userGw, inputs.userGwName ?? ""));
    return made === undefined ? pending("none of this name at its address") : done(made);
  });
}

/** Waits until the list shows the peer gateway under its id. */
async function listed(context: Context, id: string): Promise<UserGw> {
  const report = progress(context, id);
  const seen = await waitFor<UserGw>(context, `peer gateway ${id} to be listed`, async () => {
    const answer = await context.api.readUserGw(context, id);
    if (answer.kind === "found" && sameId(answer.value.id, id)) {
      return done(answer.value);
    }
    report("creating", "not listed yet");
    return pending("no peer gateway under this id");
  });
  report("created");
  return seen;
}

/** The address is in use although no peer gateway in the region has it. */
function withAdvice(context: Context, inputs: UserGatewayInputs, error: unknown): unknown {
  if (!isApiError(error, "in-use")) {
    return error;
  }
  return new LifecycleError(
    `${messageOf(error)}. In region ${context.region} the account has no peer gateway with the address ${inputs.userGwAddr}: it may have one in another region, or the name may be taken`,
    { cause: error },
  );
}

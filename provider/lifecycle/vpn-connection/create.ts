import { isApiError, isBusy, isRefusal, isTransportError, type VpnConn } from "../../api/index.ts";
import { waitForTask } from "../../polling/wait-for-task.ts";
import { type CallOptions, type Context, openContext, type Settings } from "../context.ts";
import { CreateFailedError, LifecycleError, messageOf, PartialFailure } from "../errors.ts";
import { withLock } from "../locks.ts";
import { serviceName } from "../names.ts";
import { pause, progress, waitFor } from "../wait.ts";
import { adopt } from "./adopt.ts";
import { deleteUntilGone } from "./delete.ts";
import {
  fitsRequest,
  idOf,
  isOurs,
  listPair,
  mayBeOurs,
  pairKey,
  refuseForeign,
  TwinsError,
  warnIfByName,
} from "./existing.ts";
import type { Inputs, Outputs } from "./inputs.ts";
import { networksOf } from "./inputs.ts";
import { foundOutputs, outputsOf } from "./outputs.ts";
import { observe, readRecorded } from "./recorded.ts";
import { takeTunnelName } from "./take-over.ts";

/** After an answer that was lost, how often and how far apart the list is asked whether the request arrived. */
const LOOKS_AFTER_LOSS = 3;
const LOSS_LOOK_MS = 1000;

/**
 * Makes a tunnel, joins the one that an earlier, cut-off run of this resource made, or adopts the one named.
 * Calls DescribeVpnConn, AddVpnConnEx, DescribeVpcTaskResult.
 * @throws PartialFailure once the tunnel's id is known; any other error means that no tunnel is known to have been made.
 */
export async function create(
  settings: Settings,
  inputs: Inputs,
  options: CallOptions,
): Promise<{ id: string; outputs: Outputs }> {
  const context = openContext(settings, "create", inputs.region, options);
  if (inputs.vpnConnId !== undefined) {
    const found = await adopt(context, inputs, inputs.vpnConnId);
    const adopted = { ...found, name: await takeTunnelName(context, inputs, found) };
    return { id: idOf(adopted), outputs: foundOutputs(outputsOf(context, inputs, adopted), adopted) };
  }
  const made = await withLock(pairKey(context, inputs), () => makeOrJoin(context, inputs)).catch((error) => {
    if (error instanceof TwinsError && error.ours !== undefined) {
      warnIfByName(context, error.ours);
      throw partial(context, inputs, { conn: error.ours, found: true }, error);
    }
    throw withAdvice(context, inputs, error);
  });
  try {
    const outputs = await finish(context, inputs, made);
    return { id: idOf(made.conn), outputs };
  } catch (error) {
    throw partial(context, inputs, made, error);
  }
}

interface Made {
  readonly conn: VpnConn;
  /** It stood before this run asked for it. */
  readonly found?: true;
  /** The task that makes it, and when it began, by `performance.now`. */
  readonly task?: { readonly id: string; readonly begunAt: number };
}

/** List by pair; make the tunnel only where none stands; find its id by the pair, as the answer does not tell it. */
async function makeOrJoin(context: Context, inputs: Inputs): Promise<Made> {
  const standing = await clearPair(context, inputs);
  if (standing !== undefined) {
    return { conn: join(context, inputs, standing), found: true };
  }
  return await waitFor<Made>(context, "AddVpnConnEx to be accepted", () => addOnce(context, inputs), {
    minTimeout: 1000,
    factor: 1.5,
  });
}

/** Waits out a tunnel that is going away; finishes the deletion of our own that failed. */
async function clearPair(context: Context, inputs: Inputs): Promise<VpnConn | undefined> {
  const report = progress(context, `${inputs.vpnGwId} to ${inputs.userGwId}`);
  return await waitFor<VpnConn | undefined>(context, "the earlier tunnel between the gateways to be gone", async () => {
    const pair = await listPair(context, inputs);
    const [conn] = pair;
    if (conn === undefined) {
      return { done: undefined };
    }
    if (pair.length > 1) {
      throw new TwinsError(inputs, pair);
    }
    if (conn.status === "deleting") {
      report("waiting to connect", `${idOf(conn)} is being deleted`);
      return { pending: `${idOf(conn)} deleting` };
    }
    if (conn.status === "delete-failed" && isOurs(inputs, conn)) {
      report("waiting to connect", `the deletion of ${idOf(conn)}, which failed earlier, is finished first`);
      warnIfByName(context, conn);
      await deleteUntilGone(context, readRecorded(idOf(conn), outputsOf(context, inputs, conn)));
      return { pending: `${idOf(conn)} delete-failed` };
    }
    return { done: conn };
  });
}

function join(context: Context, inputs: Inputs, conn: VpnConn): VpnConn {
  if (!isOurs(inputs, conn)) {
    refuseForeign(context, inputs, conn);
  }
  context.log(
    `${idOf(conn)}: found from an earlier run of this resource (created ${conn.createTime ?? "at a time not told"}), taken up instead of making a second one`,
  );
  warnIfByName(context, conn);
  return conn;
}

/** One request, and the list after it whatever came of it: the service may have made the tunnel although the answer says otherwise. */
async function addOnce(context: Context, inputs: Inputs): Promise<{ done: Made } | { pending: string }> {
  let task: Made["task"];
  let failure: unknown;
  try {
    const { taskId } = await context.api.addVpnConn(context, {
      ...inputs,
      vpnConnName: inputs.vpnConnName ?? "",
      networks: networksOf(inputs),
    });
    if (taskId !== undefined) {
      task = { id: taskId, begunAt: performance.now() };
    }
  } catch (error) {
    failure = error;
  }
  if (failure === undefined) {
    const conn = await waitFor(context, "the new tunnel to be listed", async () => {
      const made = await onlyOne(context, inputs);
      if (made === undefined) {
        return { pending: "no tunnel between the two gateways" };
      }
      return mayBeOurs(inputs, made) ? { done: made } : { pending: `only ${idOf(made)}, which somebody else made` };
    });
    return { done: { conn, ...(task === undefined ? {} : { task }) } };
  }
  // A refusal may come of a tunnel that stands and is listed late: one that a killed run made, or this very request, sent twice.
  const lost =
    (isTransportError(failure) && !failure.unsent) ||
    isBusy(failure) ||
    isRefusal(failure) ||
    isApiError(failure, "unknown");
  for (let look = 1; look <= (lost ? LOOKS_AFTER_LOSS : 1); look += 1) {
    if (look > 1) {
      await pause(context, LOSS_LOOK_MS);
    }
    const made = await onlyOne(context, inputs);
    if (made !== undefined) {
      const madeHere = !isRefusal(failure) && fitsRequest(inputs, made);
      return { done: madeHere ? { conn: made } : { conn: join(context, inputs, made), found: true } };
    }
  }
  const mayHelp = isTransportError(failure) ? failure.retryable : isBusy(failure);
  if (!mayHelp) {
    throw failure;
  }
  context.log(`AddVpnConnEx is repeated: ${messageOf(failure)}; no tunnel was made`);
  return { pending: messageOf(failure) };
}

async function onlyOne(context: Context, inputs: Inputs): Promise<VpnConn | undefined> {
  const pair = await listPair(context, inputs);
  if (pair.length > 1) {
    throw new TwinsError(inputs, pair);
  }
  return pair[0];
}

/** Waits until the tunnel runs, and reads it once more. */
async function finish(context: Context, inputs: Inputs, { conn, found, task: begun }: Made): Promise<Outputs> {
  const report = progress(context, idOf(conn));
  if (begun !== undefined) {
    const task = await waitForTask(context, begun.id, {
      kind: "create",
      tunnel: { vpcId: inputs.vpcId, vpnGwId: inputs.vpnGwId, vpnConnId: idOf(conn) },
      startedAt: begun.begunAt,
      onRunning: () => report("creating", `task ${begun.id} running`),
    });
    if (task.kind === "failed") {
      throw new CreateFailedError(`the service could not create tunnel ${idOf(conn)}: ${task.reason}`);
    }
  }
  const recorded = readRecorded(idOf(conn), outputsOf(context, inputs, conn));
  const seen = await waitFor<VpnConn>(context, `tunnel ${idOf(conn)} to be created`, async () => {
    const now = await observe(context, recorded);
    if (now === undefined) {
      throw new CreateFailedError(`tunnel ${idOf(conn)} was removed by someone else while it was being created`);
    }
    if (now.status === "creating" || now.status === "modifying") {
      report("creating", `status ${now.status}`);
      return { pending: `status ${now.status}` };
    }
    if (now.status !== "running" && now.status !== "modify-failed") {
      throw new CreateFailedError(`tunnel ${idOf(conn)} was not created: its status is ${now.status}`);
    }
    return { done: now };
  });
  report("created");
  const outputs = outputsOf(
    context,
    inputs,
    seen,
    found === true ? {} : serviceName(context, inputs.vpnConnName, seen),
  );
  return found === true ? foundOutputs(outputs, seen) : outputs;
}

function partial(context: Context, inputs: Inputs, { conn, found }: Made, error: unknown): PartialFailure {
  const failed = error instanceof CreateFailedError;
  const observed = outputsOf(context, inputs, conn);
  const seen = found === true ? foundOutputs(observed, conn) : observed;
  const outputs = failed ? { ...seen, status: "create-failed" as const } : seen;
  const advice = failed
    ? "It stays in the state; the next `pulumi up` replaces it, `pulumi destroy` removes it"
    : "It stays in the state; the next `pulumi up` goes on from there";
  return new PartialFailure(idOf(conn), outputs, [`${messageOf(error)}. ${advice}`], { cause: error });
}

/** A parent that is not there is most often a wrong region or account: say which were used. */
function withAdvice(context: Context, inputs: Inputs, error: unknown): unknown {
  if (!isApiError(error, "vpc-not-found", "vpn-gw-not-found", "user-gw-not-found")) {
    return error;
  }
  const { settings } = context;
  const byDefault = inputs.__defaults?.includes("region") === true;
  return new LifecycleError(
    `${error.message}. Looked for VPC ${inputs.vpcId}, VPN gateway ${inputs.vpnGwId} and peer gateway ${inputs.userGwId} in region ${context.region} ` +
      `(${byDefault ? "the default from qcloud:region or TENCENTCLOUD_REGION" : "the argument region"}), at ${settings.endpoint} (${settings.endpointSource}), with the key pair from ${settings.credentials.source}`,
    { cause: error },
  );
}

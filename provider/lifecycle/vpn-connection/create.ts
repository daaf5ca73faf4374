import { idText, isApiError, sameId, type VpnConn } from "../../api/index.ts";
import { waitForTask } from "../../polling/wait-for-task.ts";
import { completed } from "../common.ts";
import { type CallOptions, type Context, openContext, type Settings } from "../context.ts";
import { type Created, type Creation, createOnce } from "../create-once.ts";
import { CreateFailedError, LifecycleError, messageOf, PartialFailure } from "../errors.ts";
import { DuplicatesError } from "../existing.ts";
import { serviceName } from "../names.ts";
import { done, pending, progress, waitFor } from "../wait.ts";
import { adopt } from "./adopt.ts";
import { deleteUntilGone } from "./delete.ts";
import { fitsRequest, isOurs, listPair, mayBeOurs, onlyOne, pairKey, refuseTunnel, warnIfByName } from "./existing.ts";
import { type Inputs, networksOf, type Outputs } from "./inputs.ts";
import { foundOutputs, outputsOf } from "./outputs.ts";
import { observe, readRecorded } from "./recorded.ts";
import { takeTunnelName } from "./take-over.ts";

/** The task that creates a tunnel, and when it started, by `performance.now`. */
interface Accepted {
  readonly taskId: string | undefined;
  /** The tunnel, if the answer names it. */
  readonly made: VpnConn | undefined;
  readonly startedAt: number;
}

type Made = Created<VpnConn, Accepted>;

/**
 * Creates a tunnel, joins the one that an earlier, interrupted run created, or adopts the one named.
 *
 * @throws PartialFailure once the id is known. After any other error, no tunnel is known to exist.
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
    return { id: idText(adopted.id), outputs: foundOutputs(outputsOf(context, inputs, adopted), adopted) };
  }
  const made = await createOnce(context, creationOf(context, inputs)).catch(async (error) => {
    if (error instanceof DuplicatesError && error.ours !== undefined) {
      warnIfByName(context, error.ours);
      throw partial(context, inputs, { thing: error.ours, isFound: true }, error);
    }
    throw await withAdvice(context, inputs, error);
  });
  if (made.isFound) {
    warnIfByName(context, made.thing);
  }
  try {
    return { id: idText(made.thing.id), outputs: await finish(context, inputs, made) };
  } catch (error) {
    throw partial(context, inputs, made, error);
  }
}

/**
 * Only one tunnel can exist between two gateways. The pair is listed also where the answer contains the id, so that a second tunnel does not
 * go unseen.
 */
const creationOf = (context: Context, inputs: Inputs): Creation<VpnConn, Accepted> => ({
  place: pairKey(context, inputs),
  action: "the request for the tunnel",
  what: "tunnel",
  settled: () => settledPair(context, inputs),
  list: () => listPair(context, inputs),
  ours: (pair, { mayHaveArrived, isRefused }) => {
    const conn = onlyOne(context, inputs, pair);
    if (
      conn === undefined ||
      isOurs(context, inputs, conn) ||
      (mayHaveArrived && !isRefused && fitsRequest(inputs, conn))
    ) {
      return conn;
    }
    return refuseTunnel(context, inputs, conn);
  },
  add: async () => {
    const { taskId, made } = await context.api.addVpnConn(context, {
      ...inputs,
      vpcId: inputs.vpcId ?? "",
      vpnConnName: inputs.vpnConnName ?? "",
      networks: networksOf(inputs),
    });
    return { taskId, made, startedAt: performance.now() };
  },
  created: async ({ made }) => {
    try {
      return await waitFor(context, "the new tunnel to be listed", async () => {
        const conn = onlyOne(context, inputs, await listPair(context, inputs));
        if (conn === undefined) {
          return pending("no tunnel between the two gateways");
        }
        const isMade = made === undefined ? mayBeOurs(inputs, conn) : sameId(conn.id, idText(made.id));
        return isMade ? done(conn) : pending(`only ${idText(conn.id)}, which somebody else created`);
      });
    } catch (error) {
      throw made === undefined ? error : partial(context, inputs, { thing: made, isFound: false }, error);
    }
  },
});

/** The tunnels of the pair once none is being deleted. Repeats a failed deletion of this resource's own tunnel. */
async function settledPair(context: Context, inputs: Inputs): Promise<VpnConn[]> {
  const report = progress(context, `${inputs.vpnGwId} to ${inputs.userGwId}`);
  return await waitFor<VpnConn[]>(context, "the earlier tunnel between the gateways to be gone", async () => {
    const pair = await listPair(context, inputs);
    const conn = onlyOne(context, inputs, pair);
    if (conn?.status === "deleting") {
      report("waiting to connect", `${idText(conn.id)} is being deleted`);
      return pending(`${idText(conn.id)} deleting`);
    }
    if (conn?.status === "delete-failed" && isOurs(context, inputs, conn)) {
      report("waiting to connect", `the deletion of ${idText(conn.id)}, which failed earlier, is finished first`);
      warnIfByName(context, conn);
      await deleteUntilGone(context, readRecorded(idText(conn.id), outputsOf(context, inputs, conn)));
      return pending(`${idText(conn.id)} delete-failed`);
    }
    return done(pair);
  });
}

/** Waits until the tunnel is created, and reads it. */
async function finish(context: Context, inputs: Inputs, { thing: conn, isFound, accepted }: Made): Promise<Outputs> {
  const report = progress(context, idText(conn.id));
  if (accepted?.taskId !== undefined) {
    const { taskId, startedAt } = accepted;
    const task = await waitForTask(context, taskId, {
      kind: "create",
      tunnel: { vpcId: inputs.vpcId ?? "", vpnGwId: inputs.vpnGwId, vpnConnId: idText(conn.id) },
      startedAt,
      onRunning: () => report("creating", `task ${taskId} running`),
    });
    if (task.kind === "failed") {
      throw new CreateFailedError(`the service could not create tunnel ${idText(conn.id)}: ${task.reason}`);
    }
  }
  const recorded = readRecorded(idText(conn.id), outputsOf(context, inputs, conn));
  const isCertain = context.api.showsFailures || accepted?.taskId !== undefined;
  const doubt = isCertain
    ? ""
    : " (no status shows a failed creation: a tunnel that stays in creation may have failed)";
  const seen = await waitFor<VpnConn>(context, `tunnel ${idText(conn.id)} to be created${doubt}`, async () => {
    const now = await observe(context, recorded);
    if (now === undefined) {
      throw new CreateFailedError(`tunnel ${idText(conn.id)} was deleted by somebody else while it was being created`);
    }
    if (now.status === "creating" || now.status === "modifying") {
      report("creating", `status ${now.status}`);
      return pending(`status ${now.status}`);
    }
    if (now.status !== "running" && now.status !== "modify-failed") {
      throw new CreateFailedError(`tunnel ${idText(conn.id)} was not created: its status is ${now.status}`);
    }
    return done(now);
  });
  report("created");
  const outputs = outputsOf(
    context,
    inputs,
    await completed(context, seen),
    isFound ? {} : serviceName(context, inputs.vpnConnName, seen),
  );
  return isFound ? foundOutputs(outputs, seen) : outputs;
}

function partial(context: Context, inputs: Inputs, { thing: conn, isFound }: Made, error: unknown): PartialFailure {
  const isFailed = error instanceof CreateFailedError;
  const observed = outputsOf(context, inputs, conn);
  const seen = isFound ? foundOutputs(observed, conn) : observed;
  const outputs = isFailed ? { ...seen, status: "create-failed" as const } : seen;
  const advice = isFailed
    ? "It stays in the state; the next `pulumi up` replaces it, `pulumi destroy` removes it"
    : "It stays in the state; the next `pulumi up` continues from there";
  return new PartialFailure(idText(conn.id), outputs, [`${messageOf(error)}. ${advice}`], { cause: error });
}

/** A missing parent usually means a wrong region or account, so the message names them. */
async function withAdvice(context: Context, inputs: Inputs, error: unknown): Promise<unknown> {
  if (!isApiError(error, "vpc-not-found", "vpn-gw-not-found", "user-gw-not-found", "resource-not-found")) {
    return error;
  }
  const unseen = error.kind === "resource-not-found" ? await unseenParents(context, inputs) : undefined;
  if (unseen?.length === 0) {
    return error;
  }
  const { settings } = context;
  const byDefault = inputs.__defaults?.includes("region") === true;
  return new LifecycleError(
    `${error.message}. ${unseen === undefined ? "" : `Not found: ${unseen.join(", ")}. `}Looked for ${inputs.vpcId === undefined ? "" : `VPC ${inputs.vpcId}, `}VPN gateway ${inputs.vpnGwId} and peer gateway ${inputs.userGwId} in region ${context.region} ` +
      `(${byDefault ? "the default from qcloud:region or TENCENTCLOUD_REGION" : "the argument region"}), at ${settings.endpoint} (${settings.endpointSource}), with the key pair from ${settings.credentials.source}`,
    { cause: error },
  );
}

/** The parents that no list shows, where the answer does not say which one is missing. */
async function unseenParents({ api, ...call }: Context, { vpcId, vpnGwId, userGwId }: Inputs): Promise<string[]> {
  const parents = [
    [`VPC ${vpcId}`, vpcId === undefined ? Promise.resolve(true) : api.vpcExists(call, vpcId)],
    [`VPN gateway ${vpnGwId}`, api.vpnGwExists(call, vpnGwId)],
    [`peer gateway ${userGwId}`, api.userGwExists(call, userGwId)],
  ] as const;
  const seen = await Promise.all(parents.map(([, exists]) => exists.catch(() => true)));
  return parents.filter((_parent, index) => seen[index] === false).map(([name]) => name);
}

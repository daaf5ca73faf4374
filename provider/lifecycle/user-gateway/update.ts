import { isNamed, mayBeDone } from "../../api/index.ts";
import { defined } from "../../util/defined.ts";
import { withName } from "../common.ts";
import { type CallOptions, type Context, openContext, type Settings } from "../context.ts";
import { LifecycleError, messageOf, PartialFailure } from "../errors.ts";
import { serviceName } from "../names.ts";
import { done, pending, progress, waitFor } from "../wait.ts";
import { nameChanged } from "./diff.ts";
import type { UserGatewayInputs, UserGatewayOutputs } from "./inputs.ts";
import { accountVpcs, echoed, inputsOf, outputsOf, unseenNameFrom } from "./outputs.ts";
import { observeUserGateway, type RecordedUserGateway, readRecordedUserGateway } from "./recorded.ts";

/** After this many reads, another name is the service's form of the name. */
const READS_AFTER = 3;

/**
 * Renames a peer gateway; nothing else can be changed in place.
 * Sends no request if the name is unchanged and the last operation was complete.
 *
 * @throws PartialFailure if it was, or may have been, renamed.
 */
export async function updateUserGateway(
  settings: Settings,
  id: string,
  olds: object,
  news: UserGatewayInputs,
  options: CallOptions,
): Promise<UserGatewayOutputs> {
  const recorded = readRecordedUserGateway(id, olds);
  const state = recorded.outputs;
  // An interrupted create left no time of creation.
  if (!nameChanged(state, news) && state.createTime !== undefined) {
    return echoed(state, news);
  }
  const context = openContext(settings, "update", recorded.region, options);
  const report = progress(context, id);
  const seen = await readExisting(context, recorded);
  const nameAs = recorded.origin?.nameAs;
  const before = {
    vpcs: await accountVpcs(context, recorded.origin?.vpcs),
    ...defined({ nameAs }),
  };
  const now = unseenNameFrom(outputsOf(context, news, seen, before), seen, state.userGwName);
  if (!nameChanged(now, news) || news.userGwName === undefined) {
    return now;
  }
  // It may have either name. The state has none, so that the next update reads it.
  const partial = (error: unknown): PartialFailure =>
    new PartialFailure(
      id,
      withName(outputsOf(context, inputsOf(state), seen, before), "userGwName", undefined),
      [`${messageOf(error)}. It was renamed, or may have been; the next \`pulumi up\` reads it again`],
      { cause: error },
    );
  try {
    await context.api.renameUserGw(context, id, news.userGwName);
  } catch (error) {
    throw mayBeDone(error) ? partial(error) : error;
  }
  try {
    const renamed = await reread(context, recorded, news.userGwName);
    report("modified");
    return outputsOf(context, news, renamed, { vpcs: before.vpcs, ...serviceName(context, news.userGwName, renamed) });
  } catch (error) {
    throw partial(error);
  }
}

async function readExisting(context: Context, recorded: RecordedUserGateway) {
  const seen = await observeUserGateway(context, recorded);
  if (seen === undefined) {
    throw new LifecycleError(
      `peer gateway ${recorded.id} is gone: somebody deleted it. Run \`pulumi up --refresh\`, which detects this and creates a new one`,
    );
  }
  return seen;
}

/** Reads the peer gateway after the rename; the list may lag behind. */
async function reread(context: Context, recorded: RecordedUserGateway, name: string) {
  let reads = 0;
  return await waitFor(context, `peer gateway ${recorded.id} to be renamed`, async () => {
    reads += 1;
    const seen = await readExisting(context, recorded);
    return isNamed(seen, name) || reads >= READS_AFTER ? done(seen) : pending(`the name "${seen.name}"`);
  });
}

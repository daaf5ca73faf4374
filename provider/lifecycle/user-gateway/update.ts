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

/** How often the peer gateway is read after the change before another name is taken for the service's answer. */
const LOOKS_AFTER = 3;

/**
 * Renames a peer gateway in place, the only thing of it that can be changed.
 * Calls DescribeUserGw and ModifyUserGw; nothing when the name is the one in the state and the last run ended well.
 * @throws PartialFailure when it was renamed and cannot be read any more.
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
  // A create that was cut off before it could read the peer gateway left no time of creation.
  if (!nameChanged(state, news) && state.createTime !== undefined) {
    return echoed(state, news);
  }
  const context = openContext(settings, "update", recorded.region, options);
  const report = progress(context, id);
  const seen = await look(context, recorded);
  const nameAs = recorded.origin?.nameAs;
  const before = {
    vpcs: await accountVpcs(context, recorded.origin?.vpcs),
    ...defined({ nameAs }),
  };
  const now = unseenNameFrom(outputsOf(context, news, seen, before), seen, state.userGwName);
  if (!nameChanged(now, news) || news.userGwName === undefined) {
    return now;
  }
  // It may have either name: the state claims none, so that the next update looks.
  const partial = (error: unknown): PartialFailure =>
    new PartialFailure(
      id,
      withName(outputsOf(context, inputsOf(state), seen, before), "userGwName", undefined),
      [`${messageOf(error)}. It was renamed, or may have been; the next \`pulumi up\` looks at it again`],
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

async function look(context: Context, recorded: RecordedUserGateway) {
  const seen = await observeUserGateway(context, recorded);
  if (seen === undefined) {
    throw new LifecycleError(
      `peer gateway ${recorded.id} is gone: somebody deleted it. Run \`pulumi up --refresh\`, which sees that and makes a new one`,
    );
  }
  return seen;
}

/** The list may lag behind; after some looks the name that it shows is how the service writes it. */
async function reread(context: Context, recorded: RecordedUserGateway, name: string) {
  let looks = 0;
  return await waitFor(context, `peer gateway ${recorded.id} to be renamed`, async () => {
    looks += 1;
    const seen = await look(context, recorded);
    return isNamed(seen, name) || looks >= LOOKS_AFTER ? done(seen) : pending(`the name "${seen.name}"`);
  });
}

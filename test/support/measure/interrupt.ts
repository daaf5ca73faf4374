import { type Case, wavesMs } from "./case.ts";
import type { Cloud } from "./cloud.ts";
import { withCase } from "./measure.ts";

/** How long a task takes that is interrupted, milliseconds: longer than any command needs to end. */
const taskMs = 10_000;

/** Milliseconds from Ctrl-C in the wait of a destroy until the CLI has ended. */
export async function interruptMs(cloud: Cloud, host: Case["host"]): Promise<number> {
  const which: Case = {
    ...(host === undefined ? {} : { host }),
    tunnels: 1,
    parallel: 1,
    taskMs,
    rate: 0,
    hasCeiling: false,
  };
  const places = await cloud.places(1);
  return await withCase(cloud, places, which, undefined, async (stack) => {
    await cloud.configure({ taskMs: 0, rate: 0 });
    await stack.up();
    await cloud.configure({ taskMs, rate: 0 });
    const command = stack.start("destroy");
    await command.waitFor(/deleting vpnx-\S+: task/);
    const begin = performance.now();
    command.interrupt();
    await command.ended;
    const ms = performance.now() - begin;
    // The next destroy joins the wait for the task, if there is still one.
    await stack.destroy({ timeoutMs: wavesMs(which) + 120_000 });
    if ((await cloud.standing()) > 0) {
      throw new Error("a tunnel is left after destroy");
    }
    return ms;
  });
}

import { Client } from "../../provider/api/http/client.ts";
import type { VpcApi } from "../../provider/api/index.ts";
import { vpcApiV2 } from "../../provider/api/v2/index.ts";
import { type FinishedTask as EndedTask, waitForTask } from "../../provider/polling/wait-for-task.ts";
import { deadlineIn } from "../../provider/util/deadline.ts";
import { type Arrived, type Step, settingsFor, type TestServer, withServer } from "../qcloud/support.ts";
import { page } from "../qcloud/tunnels.ts";

/** How the tasks of a test go, and what its lists show. All times are milliseconds since the test's server began. */
export interface Script {
  readonly count: number;
  /** When the task of a number is over; Infinity for never. */
  readonly endsAt: (index: number) => number;
  /** The answer about a task that is over; done by default. */
  readonly verdict?: (index: number) => Step;
  /** Whether the list shows a tunnel as being deleted; by default while its task runs. */
  readonly isListed?: (index: number, now: number) => boolean;
  /** The VPN gateway of a tunnel; one for all by default. */
  readonly gatewayOf?: (index: number) => string;
  /** Whether the waits know the tunnels by their legacy ids. */
  readonly hasLegacyIds?: boolean;
  /** Called with each number whose task a poll or a list shows running. */
  readonly onRunning?: (index: number) => void;
  /** Answers a list in place of the usual one. */
  readonly list?: (request: Arrived, now: number) => Step;
}

/** What a test sees of its script. */
export interface Many {
  readonly server: TestServer;
  /** Milliseconds since the server began. */
  now(): number;
  /** Waits for the task of a number. */
  wait(index: number, more?: { deadlineMs?: number; signal?: AbortSignal }): Promise<EndedTask>;
  /** Waits for all, each in its own way. */
  waitForAll(deadlineMs?: number): Promise<PromiseSettledResult<EndedTask>[]>;
  /** How often an action was asked for. */
  count(action: string): number;
  readonly api: VpcApi;
}

/** The tunnel of a number. */
export const tunnelOf = (index: number, vpnGwId = "vpngw-dystbrkv") => ({
  vpcId: "vpc-03vihbk9",
  vpnGwId,
  vpnConnId: `vpnx-${String(index).padStart(8, "0")}`,
});

/** A task that is waited for, of no tunnel that matters. */
export const someTask = { kind: "delete", tunnel: tunnelOf(0) };

/** A tunnel in a list, being deleted. */
export const entry = ({ vpnConnId, vpcId, vpnGwId }: ReturnType<typeof tunnelOf>): object => ({
  vpnConnId: Number(vpnConnId.slice(5)) + 1,
  unVpnConnId: vpnConnId,
  unVpcId: vpcId,
  unVpnGwId: vpnGwId,
  vpcConnStatus: 4,
});

/** Runs a test with a server on which many tasks run at once. Tasks are numbered from 1. */
export async function withMany(script: Script, test: (many: Many) => Promise<void>): Promise<void> {
  const begin = performance.now();
  const now = (): number => performance.now() - begin;
  const runs = (index: number): boolean => now() < script.endsAt(index);
  const answer = (request: Arrived): Step => {
    const { Action: action, taskId = "", offset = "0" } = request.params;
    if (action === "DescribeVpcTaskResult") {
      const index = Number(taskId) - 1;
      if (runs(index)) {
        return { code: 0, message: "", data: { status: 2 } };
      }
      return script.verdict?.(index) ?? { code: 0, message: "", data: { status: 0 } };
    }
    if (script.list !== undefined) {
      return script.list(request, now());
    }
    const isListed = script.isListed ?? ((index: number) => runs(index));
    const { vpnConnId = "", vpnGwId = "" } = request.params;
    const asked = Array.from({ length: script.count }, (_, index) => index)
      .filter((index) => isListed(index, now()))
      .map((index) => tunnelOf(index, script.gatewayOf?.(index)))
      .filter((tunnel) => ["", tunnel.vpnConnId].includes(vpnConnId) && ["", tunnel.vpnGwId].includes(vpnGwId));
    return { ...page(...asked.slice(Number(offset), Number(offset) + 50).map(entry)), totalCount: asked.length };
  };
  await withServer(answer, async (server) => {
    const client = new Client(settingsFor(server.url));
    const api = vpcApiV2(client);
    const wait: Many["wait"] = (index, { deadlineMs = 600_000, signal } = {}) => {
      const scope = {
        api,
        region: "gz",
        deadline: deadlineIn(deadlineMs),
        ...(signal === undefined ? {} : { signal }),
      };
      const tunnel = tunnelOf(index, script.gatewayOf?.(index));
      return waitForTask(scope, String(index + 1), {
        kind: "delete",
        tunnel: script.hasLegacyIds === true ? { ...tunnel, vpnConnId: String(index + 1) } : tunnel,
        onRunning: () => script.onRunning?.(index),
      });
    };
    await test({
      server,
      now,
      wait,
      api,
      waitForAll: (deadlineMs = 600_000) =>
        Promise.allSettled(Array.from({ length: script.count }, (_, index) => wait(index, { deadlineMs }))),
      count: (action) => server.actions().filter((one) => one === action).length,
    });
    client.close();
  });
}

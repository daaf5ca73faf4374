import assert from "node:assert/strict";
import { type ApiVersion, type Emulator, startEmulator } from "../../emulator/index.ts";
import { CANARY } from "../properties/args.ts";
import type { Harness } from "../properties/harness.ts";
import { assertClearError, assertKeysInPlace, assertNoCanary } from "../properties/invariants.ts";
import { type Host, ProviderProcess } from "../properties/processes.ts";
import { ModelStack, type Outcome, type Session } from "../properties/stack.ts";
import { timed } from "../properties/timed.ts";
import type { Distortion } from "./answers.ts";
import { DistortingProxy } from "./distorting-proxy.ts";

/** A step of a tunnel's life; what an answer did to one goes on into the next. */
export type Stage = "up" | "change" | "refresh" | "destroy";

/** One case: the steps, and what becomes of each answer, over and over in this order. */
export interface Life {
  /** Default: 2.0. */
  readonly api?: ApiVersion;
  readonly stages: readonly Stage[];
  readonly distortions: readonly Distortion[];
  readonly taskMs: number;
  readonly seed: number;
}

/** Milliseconds of the faked time in which every step has ended: replacing takes two operations. */
const LONGEST_MS = 60_000;

const timeouts = { create: "20s", update: "20s", delete: "20s" };

const args = (key: string): Record<string, unknown> => ({
  vpcId: "vpc-03vihbk9",
  vpnGwId: "vpngw-dystbrkv",
  userGwId: "cgw-e098slul",
  preSharedKey: `${CANARY}-psk-${key}`,
  userGwCidrBlock: ["172.16.10.0/24"],
  ikeSet: { propoEncryAlgorithm: "aes-cbc-256" },
  timeouts,
});

/** Lives a life, checks each step, and ends it with answers that are whole. */
export async function runLife(harness: Harness, life: Life): Promise<void> {
  harness.seed(life.seed);
  harness.lines.length = 0;
  const emulator = await harness.onPort((port) => startEmulator({ port, taskMs: life.taskMs }));
  const proxy = await harness.onPort((port) => DistortingProxy.start(emulator, life.distortions, port));
  const stack = new ModelStack();
  const hosts = harness.hosts.values();
  const pass = (stage: Stage): Promise<Outcome[]> =>
    passStage({ harness, api: life.api ?? "2.0", emulator, proxy, stack, host: hosts.next().value as Host }, stage);
  try {
    for (const stage of life.stages) {
      await pass(stage);
    }
    proxy.clear = true;
    const deceived = isDeceived(emulator, stack);
    await pass("refresh");
    const outcomes = await pass("destroy");
    const errors = outcomes.flatMap(({ error }) => (error === undefined ? [] : (error as Error).message));
    assert.ok(deceived || errors.length === 0, `destroy fails although answers are whole: ${errors.join()}`);
  } finally {
    await proxy.stop();
    await emulator.stop();
  }
}

/** Whether an answer gave the state an id that is not the tunnel's or not its gateways': nobody can tell that from the true one. */
function isDeceived(emulator: Emulator, stack: ModelStack): boolean {
  const resource = stack.resources.get("tunnel");
  if (resource === undefined) {
    return false;
  }
  const state = JSON.stringify(resource.outputs["__origin"]);
  const [tunnel] = emulator.state().vpnConnections;
  const { unVpcId = "", unVpnGwId = "", unUserGwId = "", unVpnConnId = "" } = tunnel ?? {};
  return ![unVpcId, unVpnGwId, unUserGwId, unVpnConnId, resource.id].every(
    (id) => id !== "" && state.includes(`"${id}"`),
  );
}

interface Scene {
  readonly harness: Harness;
  readonly api: ApiVersion;
  readonly emulator: Emulator;
  readonly proxy: DistortingProxy;
  readonly stack: ModelStack;
  readonly host: Host;
}

async function passStage(scene: Scene, stage: Stage): Promise<Outcome[]> {
  const { harness, emulator, proxy, stack } = scene;
  const provider = new ProviderProcess(scene.host, undefined);
  const session: Session = {
    host: timed(scene.host, harness.time),
    config: {
      "qcloud:explicit": "true",
      "qcloud:api": scene.api,
      "qcloud:endpoint": proxy.urlOf(scene.api),
      "qcloud:secretId": emulator.secretId,
      "qcloud:secretKey": emulator.secretKey,
      "qcloud:region": "ap-guangzhou",
    },
    isCutOff: () => false,
  };
  const before = stack.resources.get("tunnel");
  const program = new Map([["tunnel", args(stage === "change" ? "new" : "old")]]);
  const work = provider.run(() => {
    if (stage === "destroy") {
      return stack.destroy(session);
    }
    return stage === "refresh" ? stack.refresh(session) : stack.up(session, program);
  });
  const outcomes = await harness.time.until(Promise.race([work, provider.cutOff]), LONGEST_MS, stage);
  assert.ok(outcomes !== undefined);
  for (const { error } of outcomes) {
    if (error !== undefined) {
      assertClearError(error);
      const { message } = error as Error;
      assert.doesNotMatch(message, /[\p{Cc}\p{Cf}]/u, "a message holds control characters");
      assert.match(
        message,
        /Vpn|UserGw|CustomerGateway|DescribeVpcs|GetCallerIdentity|Task|tunnel|task/,
        "a message names neither action nor tunnel",
      );
    }
  }
  for (const line of harness.lines) {
    assertNoCanary(line, "a line of output");
    assert.ok(line.isWellFormed(), "a line of output is not well-formed Unicode");
    assert.doesNotMatch(line, /[\p{Cc}\p{Cf}]/u, "a line of output holds control characters");
  }
  for (const resource of stack.resources.values()) {
    assertKeysInPlace(resource, "state");
  }
  if (before !== undefined && stack.resources.get("tunnel")?.id !== before.id) {
    const stands = emulator.state().vpnConnections.some(({ unVpnConnId }) => unVpnConnId === before.id);
    assert.ok(!stands, `the state denies ${before.id}, which stands`);
  }
  return outcomes;
}

import assert from "node:assert/strict";
import { deadlineIn } from "../../provider/qcloud/deadline.ts";
import { isApiError, isTimeoutError } from "../../provider/qcloud/errors.ts";
import { watcherOf } from "../../provider/qcloud/watch/watcher.ts";
import { fastTime } from "../support/fast-time.ts";
import { type Many, tunnelOf, withMany } from "./many-tasks.ts";

const allDone = (ends: readonly PromiseSettledResult<{ state: string }>[]): void => {
  assert.deepEqual(
    ends.map((end) => (end.status === "fulfilled" ? end.value.state : String(end.reason))),
    ends.map(() => "done"),
  );
};

describe("many waits of one process", () => {
  fastTime();

  it("read lists for all of them and ask each task once, when it is over", () =>
    withMany({ count: 40, endsAt: () => 10_000 }, async (many) => {
      allDone(await many.waitForAll());
      assert.equal(many.count("DescribeVpcTaskResult"), 40);
      assert.ok(many.count("DescribeVpnConn") <= 40, String(many.count("DescribeVpnConn")));
    }));

  it("ask each task itself while they are few", () =>
    withMany({ count: 3, endsAt: () => 4000 }, async (many) => {
      allDone(await many.waitForAll());
      assert.equal(many.count("DescribeVpnConn"), 0);
    }));

  it("learn from the tasks before how long the next ones take", () =>
    withMany({ count: 60, endsAt: (index) => 5000 * (1 + Math.floor(index / 10)) }, async (many) => {
      const looks: number[] = [];
      for (let wave = 0; wave < 6; wave += 1) {
        while (many.now() < 5000 * wave) await new Promise((resolve) => setTimeout(resolve, 20));
        const before = many.server.requests.length;
        allDone(await Promise.allSettled(Array.from({ length: 10 }, (_, index) => many.wait(wave * 10 + index))));
        looks.push(many.server.requests.length - before);
      }
      assert.ok((looks.at(-1) ?? 99) <= 16, String(looks));
      assert.ok((looks.at(-1) ?? 99) < (looks[0] ?? 0), String(looks));
    }));

  it("end each in its own way", () =>
    withMany(
      {
        count: 12,
        endsAt: (index) => 2000 + 100 * index,
        verdict: (index) =>
          index === 3
            ? { code: 0, data: { status: 1, output: { errorMsg: "peer in use" } } }
            : index === 5
              ? { code: 5000 }
              : index === 7
                ? { code: 4101, message: "no" }
                : { code: 0, data: { status: 0 } },
      },
      async (many) => {
        const ends = await many.waitForAll();
        assert.deepEqual(
          ends.map((end) => (end.status === "fulfilled" ? end.value.state : isApiError(end.reason, "auth"))),
          ["done", "done", "done", "failed", "done", "unknown", "done", true, "done", "done", "done", "done"],
        );
      },
    ));

  it("go on when one of them is cancelled, at once for that one", () =>
    withMany({ count: 8, endsAt: () => 6000 }, async (many) => {
      const controller = new AbortController();
      const reason = new Error("cancelled by the test");
      const cancelled = many.wait(0, { signal: controller.signal });
      const others = Promise.allSettled([1, 2, 3, 4, 5, 6, 7].map((index) => many.wait(index)));
      setTimeout(() => controller.abort(reason), 1000);
      await assert.rejects(cancelled, reason);
      assert.ok(many.now() < 6000);
      allDone(await others);
    }));

  it("ask each task where the list is refused", () =>
    withMany({ count: 10, endsAt: () => 3000, list: () => ({ code: 4101, message: "no" }) }, async (many) => {
      allDone(await many.waitForAll());
      assert.ok(many.count("DescribeVpnConn") <= 3);
    }));

  it("are not misled by a list that shows none of them", () =>
    withMany({ count: 10, endsAt: () => 5000, isListed: () => false }, async (many) => {
      const ends = await many.waitForAll();
      assert.ok(many.now() >= 5000);
      allDone(ends);
      assert.ok(many.count("DescribeVpnConn") <= 3);
    }));

  for (const [what, isListed, unlisted] of [
    ["a whole list showed first, and then no more", undefined, true],
    ["no list ever showed", () => false, false],
    ["a list did not show while its task ran", (_index: number, now: number) => now < 2000 || now > 4000, false],
    ["the lists show for ever", () => true, false],
  ] as const) {
    it(`say${unlisted ? "" : " not"} that a tunnel stands no more which ${what}`, () =>
      withMany({ count: 10, endsAt: () => 5000, ...(isListed === undefined ? {} : { isListed }) }, async (many) => {
        const ends = await many.waitForAll();
        allDone(ends);
        assert.deepEqual(
          new Set(ends.map((end) => end.status === "fulfilled" && end.value.unlisted === true)),
          new Set([unlisted]),
        );
      }));
  }

  it("are not held up by a list that shows them for ever", () =>
    withMany({ count: 10, endsAt: () => 5000, isListed: () => true }, async (many) => {
      allDone(await many.waitForAll());
      assert.ok(many.now() < 30_000);
    }));

  it("are not held up by a list that contradicts itself", () =>
    withMany(
      {
        count: 10,
        endsAt: () => 4000,
        list: (request, now) => ({
          code: 0,
          totalCount: 100 + Math.floor(now) + Number(request.params["offset"]),
          data: [],
        }),
      },
      async (many) => {
        allDone(await many.waitForAll());
        assert.ok(many.now() < 10_000);
      },
    ));

  it("are not held up by a list that never answers", () =>
    withMany({ count: 10, endsAt: () => 4000, list: () => () => {} }, async (many) => {
      allDone(await many.waitForAll());
      assert.ok(many.now() < 15_000);
    }));

  it("time out each at its own deadline, and say how often they were looked at", () =>
    withMany({ count: 6, endsAt: () => Number.POSITIVE_INFINITY }, async (many) => {
      const ends = await Promise.allSettled(
        [0, 1, 2, 3, 4, 5].map((index) => many.wait(index, { deadlineMs: 4000 + 2000 * index })),
      );
      for (const [index, end] of ends.entries()) {
        assert.ok(end.status === "rejected" && isTimeoutError(end.reason));
        assert.match(
          end.reason.message,
          new RegExp(
            `^task ${index + 1} has not ended in the time allowed \\(\\d+ looks in [\\d.]+ s\\); last seen: running$`,
          ),
        );
      }
      // The last look at each is at the task itself.
      assert.ok(many.count("DescribeVpcTaskResult") >= 6);
    }));
});

describe("many looks of one process", () => {
  fastTime();

  const look = (many: Many, index: number, absenceCounts: boolean) => {
    const scope = { client: many.client, region: "gz", deadline: deadlineIn(60_000) };
    return watcherOf(scope).look(scope, tunnelOf(index), absenceCounts);
  };
  const looks = (many: Many, absenceCounts: boolean) =>
    Promise.all(Array.from({ length: 20 }, (_, index) => look(many, index, absenceCounts)));

  it("share one list for what stands", () =>
    withMany({ count: 20, endsAt: () => Number.POSITIVE_INFINITY }, async (many) => {
      assert.ok((await looks(many, false)).every((one) => "found" in one));
      assert.ok(many.server.requests.length <= 5, String(many.server.requests.length));
    }));

  it("are not ended by the cancelling of those whose list they would have shared", () =>
    withMany({ count: 20, endsAt: () => Number.POSITIVE_INFINITY }, async (many) => {
      const controller = new AbortController();
      const reason = new Error("cancelled by the test");
      const cancelled = Array.from({ length: 10 }, (_, index) => {
        const scope = { client: many.client, region: "gz", deadline: deadlineIn(60_000), signal: controller.signal };
        return watcherOf(scope).list(scope, { vpcId: tunnelOf(index).vpcId, vpnGwId: tunnelOf(index).vpnGwId });
      });
      const ends = Promise.allSettled(cancelled);
      await Promise.resolve();
      controller.abort(reason);
      const found = await looks(many, false);
      assert.ok(found.every((one) => "found" in one));
      assert.ok((await ends).every((end) => end.status === "rejected" && end.reason === reason));
    }));

  it("take absence from a whole list for an answer only where the tunnel was in it before", () =>
    withMany({ count: 20, endsAt: () => 0, isListed: (_index, now) => now < 2000 }, async (many) => {
      await looks(many, true);
      while (many.now() < 2000) await new Promise((resolve) => setTimeout(resolve, 20));
      const before = many.server.requests.length;
      assert.ok((await looks(many, true)).every((one) => "absent" in one));
      assert.ok(many.server.requests.length - before <= 5);
    }));

  for (const [name, absenceCounts, listedUntil] of [
    ["where a list has never shown the tunnel", true, 0],
    ["where absence is to be proved by the id", false, 2000],
  ] as const) {
    it(`ask for each by its id ${name}`, () =>
      withMany({ count: 20, endsAt: () => 0, isListed: (_index, now) => now < listedUntil }, async (many) => {
        if (listedUntil > 0) await looks(many, absenceCounts);
        while (many.now() < listedUntil) await new Promise((resolve) => setTimeout(resolve, 20));
        assert.ok((await looks(many, absenceCounts)).every((one) => "absent" in one));
        const ids = many.server.requests.map(({ params }) => params["vpnConnId"]).filter((id) => id !== undefined);
        assert.equal(new Set(ids).size, 20);
      }));
  }

  it("ask for each by its id where the list is not whole", () =>
    withMany(
      {
        count: 20,
        endsAt: () => 0,
        list: ({ params }) => ({ code: 0, totalCount: params["vpnConnId"] === undefined ? 7 : 0, data: [] }),
      },
      async (many) => {
        assert.ok((await looks(many, true)).every((one) => "absent" in one));
        const ids = many.server.requests.map(({ params }) => params["vpnConnId"]).filter((id) => id !== undefined);
        assert.equal(new Set(ids).size, 20);
      },
    ));
});

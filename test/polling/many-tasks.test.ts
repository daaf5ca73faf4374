import assert from "node:assert/strict";
import { isApiError, isTimeoutError } from "../../provider/api/errors.ts";
import { Durations, nextDelay } from "../../provider/polling/schedule.ts";
import { readsOf } from "../../provider/polling/tunnel-reads.ts";
import { deadlineIn } from "../../provider/util/deadline.ts";
import { type Arrived, json, type Step } from "../qcloud/support.ts";
import { page } from "../qcloud/tunnels.ts";
import { fastTime } from "../support/fast-time.ts";
import { entry, type Many, tunnelOf, withMany } from "./many-tasks.ts";

const allDone = (ends: readonly PromiseSettledResult<{ kind: string }>[]): void => {
  assert.deepEqual(
    ends.map((end) => (end.status === "fulfilled" ? end.value.kind : String(end.reason))),
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
        while (many.now() < 5000 * wave) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
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
          ends.map((end) => (end.status === "fulfilled" ? end.value.kind : isApiError(end.reason, "auth"))),
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

  it("are not held up by a list that shows them for ever", () =>
    withMany({ count: 10, endsAt: () => 5000, isListed: () => true }, async (many) => {
      allDone(await many.waitForAll());
      assert.ok(many.now() < 30_000);
    }));

  it("poll a task anyway where lists show it for ever, but seldom", () =>
    withMany({ count: 10, endsAt: () => 60_000, isListed: () => true }, async (many) => {
      allDone(await many.waitForAll());
      assert.ok(many.count("DescribeVpcTaskResult") <= 60, String(many.count("DescribeVpcTaskResult")));
    }));

  it("go by the status that the list shows, as tunnels stay listed after a change", () =>
    withMany(
      {
        count: 10,
        endsAt: () => 4000,
        list: (_request, now) =>
          page(
            ...Array.from({ length: 10 }, (_, index) => ({
              ...entry(tunnelOf(index)),
              vpcConnStatus: now < 4000 ? 2 : 6,
            })),
          ),
      },
      async (many) => {
        allDone(await many.waitForAll());
        assert.ok(many.now() < 8000, String(many.now()));
        assert.equal(many.count("DescribeVpcTaskResult"), 10);
      },
    ));

  it("end with what a progress line throws, each for itself", () => {
    const script = {
      count: 10,
      endsAt: () => 4000,
      onRunning: (index: number): void => {
        if (index === 3) {
          throw new Error("no progress line");
        }
      },
    };
    return withMany(script, async (many) => {
      const ends = await many.waitForAll();
      assert.equal(String((ends[3] as PromiseRejectedResult).reason), "Error: no progress line");
      allDone(ends.filter((_, index) => index !== 3));
    });
  });

  it("know the tunnels of a list by their legacy ids too", () =>
    withMany({ count: 10, endsAt: () => 4000, hasLegacyIds: true }, async (many) => {
      allDone(await many.waitForAll());
      assert.equal(many.count("DescribeVpcTaskResult"), 10);
    }));

  it("do not take a list that was read before they started for a hint", () => {
    const list = (_request: Arrived, now: number): Step => {
      const answered = page(...Array.from({ length: now < 1000 ? 8 : 9 }, (_, index) => entry(tunnelOf(index))));
      return (response) => void setTimeout(() => json(response, answered), 1500);
    };
    return withMany({ count: 9, endsAt: () => 8000, list }, async (many) => {
      const first = Array.from({ length: 8 }, (_, index) => many.wait(index));
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const before = many.count("DescribeVpcTaskResult");
      const last = many.wait(8);
      await new Promise((resolve) => setTimeout(resolve, 3000));
      assert.equal(many.count("DescribeVpcTaskResult"), before);
      allDone(await Promise.allSettled([...first, last]));
    });
  });

  for (const count of [1, 8]) {
    it(`tell while they run, ${count} at once`, () => {
      const told = new Set<number>();
      const script = { count, endsAt: () => 4000, onRunning: (index: number) => void told.add(index) };
      return withMany(script, async (many) => {
        allDone(await many.waitForAll());
        assert.equal(told.size, count);
      });
    });
  }

  it("say in a timeout why the last poll failed", () =>
    withMany({ count: 1, endsAt: () => 1000, verdict: () => () => {} }, async (many) => {
      await assert.rejects(
        many.wait(0, { deadlineMs: 6000 }),
        /^QcloudTimeoutError: task 1 has not finished .*; the last poll failed: /,
      );
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
            `^task ${index + 1} has not finished in the time allowed \\(\\d+ polls in [\\d.]+ s\\); last seen: running$`,
          ),
        );
      }
      // The last look at each is at the task itself.
      assert.ok(many.count("DescribeVpcTaskResult") >= 6);
    }));
});

describe("waits that begin one after another", () => {
  fastTime();

  it("ask hardly any task before it is over, where a list is now worth its calls and now is not", () => {
    const gatewayOf = (index: number): string => `vpngw-0000000${Math.floor(index / 6) % 10}`;
    return withMany({ count: 400, endsAt: (index) => 2000 + 120 * index, gatewayOf }, async (many) => {
      const ends = Array.from({ length: 150 }, async (_, index) => {
        await new Promise((resolve) => setTimeout(resolve, 120 * index));
        return await many.wait(index);
      });
      allDone(await Promise.allSettled(ends));
      const asked = many.count("DescribeVpcTaskResult");
      assert.ok(asked <= 150 * 1.15, String(asked));
    });
  });
});

describe("the delay before the next poll", () => {
  const delays = (elapsedMs: number, shortestMs?: number): number[] =>
    Array.from({ length: 200 }, () => nextDelay(elapsedMs, shortestMs));

  it("grows with the time waited, with jitter", () => {
    assert.ok(delays(0).every((ms) => ms >= 297 && ms <= 403));
    assert.ok(delays(10_000).every((ms) => ms >= 722 && ms <= 978));
    assert.ok(delays(1_000_000).every((ms) => ms <= 5750));
    assert.ok(new Set(delays(0)).size > 100);
  });

  it("reaches to the time at which the task can have finished, and starts over from there", () => {
    assert.ok(delays(1000, 10_000).every((ms) => ms === 8500));
    assert.ok(delays(9500, 10_000).every((ms) => ms >= 297 && ms <= 403));
  });

  it("goes by the shortest of the last twenty tasks of a kind", () => {
    const durations = new Durations();
    assert.equal(durations.shortest("delete"), undefined);
    durations.add("delete", 1000);
    for (let task = 0; task < 19; task += 1) {
      durations.add("delete", 2000);
    }
    assert.equal(durations.shortest("delete"), 1000);
    durations.add("delete", 2000);
    assert.equal(durations.shortest("delete"), 2000);
    assert.equal(durations.shortest("create"), undefined);
  });
});

describe("looks that come one after another", () => {
  fastTime();

  const scopeOf = (many: Many) => ({ api: many.api, region: "gz", deadline: deadlineIn(600_000) });
  const look = (many: Many, index: number) => {
    const scope = scopeOf(many);
    return readsOf(scope).read(scope, tunnelOf(index));
  };

  it("do not wait for long where no more than a few are under way at once", () =>
    withMany({ count: 100, endsAt: () => Number.POSITIVE_INFINITY }, async (many) => {
      let next = 0;
      let heldMs = 0;
      const worker = async (): Promise<void> => {
        while (next < 100) {
          const index = next;
          next += 1;
          await new Promise((resolve) => setTimeout(resolve, 100));
          const begun = many.now();
          assert.equal((await look(many, index)).kind, "found");
          heldMs += many.now() - begun;
        }
      };
      await Promise.all([worker(), worker(), worker()]);
      // An answer takes some 20 ms of this time by itself; each would be held for a second.
      assert.ok(heldMs / 100 <= 250, String(heldMs / 100));
      assert.ok(many.server.requests.every(({ params }) => params["vpnConnId"] !== undefined));
    }));

  it("do not wait for others where that would use up their time", () =>
    withMany({ count: 50, endsAt: () => Number.POSITIVE_INFINITY }, async (many) => {
      const seen = Array.from({ length: 40 }, async (_, index) => {
        await new Promise((resolve) => setTimeout(resolve, 40 * index));
        const scope = { ...scopeOf(many), deadline: deadlineIn(500) };
        return await readsOf(scope).read(scope, tunnelOf(index));
      });
      assert.ok((await Promise.all(seen)).every((one) => one.kind === "found"));
    }));
});

describe("many looks of one process", () => {
  fastTime();

  const look = (many: Many, index: number) => {
    const scope = { api: many.api, region: "gz", deadline: deadlineIn(60_000) };
    return readsOf(scope).read(scope, tunnelOf(index));
  };
  const looks = (many: Many) => Promise.all(Array.from({ length: 20 }, (_, index) => look(many, index)));

  it("share one list for what stands", () =>
    withMany({ count: 20, endsAt: () => Number.POSITIVE_INFINITY }, async (many) => {
      assert.ok((await looks(many)).every((one) => one.kind === "found"));
      assert.ok(many.server.requests.length <= 5, String(many.server.requests.length));
    }));

  it("share a list after all have gone that waited for the one before", () =>
    withMany({ count: 20, endsAt: () => Number.POSITIVE_INFINITY }, async (many) => {
      const controller = new AbortController();
      const cancelled = Array.from({ length: 10 }, (_, index) => {
        const scope = { api: many.api, region: "gz", deadline: deadlineIn(60_000), signal: controller.signal };
        return readsOf(scope).read(scope, tunnelOf(index));
      });
      await Promise.resolve();
      controller.abort(new Error("cancelled by the test"));
      await Promise.allSettled(cancelled);
      assert.ok((await looks(many)).every((one) => one.kind === "found"));
      assert.ok(many.server.requests.length <= 8, String(many.server.requests.length));
    }));

  it("are not ended by the cancelling of those whose list they would have shared", () =>
    withMany({ count: 20, endsAt: () => Number.POSITIVE_INFINITY }, async (many) => {
      const controller = new AbortController();
      const reason = new Error("cancelled by the test");
      const cancelled = Array.from({ length: 10 }, (_, index) => {
        const scope = { api: many.api, region: "gz", deadline: deadlineIn(60_000), signal: controller.signal };
        return readsOf(scope).list(scope, { vpcId: tunnelOf(index).vpcId, vpnGwId: tunnelOf(index).vpnGwId });
      });
      const ends = Promise.allSettled(cancelled);
      await Promise.resolve();
      controller.abort(reason);
      const found = await looks(many);
      assert.ok(found.every((one) => one.kind === "found"));
      assert.ok(many.server.requests.length <= 8, String(many.server.requests.length));
      assert.ok((await ends).every((end) => end.status === "rejected" && end.reason === reason));
    }));

  for (const [name, listedUntil] of [
    ["where a list has never shown the tunnel", 0],
    ["also where a list showed the tunnel before", 2000],
  ] as const) {
    it(`ask for each by its id that is not in the list, ${name}`, () =>
      withMany({ count: 20, endsAt: () => 0, isListed: (_index, now) => now < listedUntil }, async (many) => {
        if (listedUntil > 0) {
          await looks(many);
        }
        while (many.now() < listedUntil) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        assert.ok((await looks(many)).every((one) => one.kind === "absent"));
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
        assert.ok((await looks(many)).every((one) => one.kind === "absent"));
        const ids = many.server.requests.map(({ params }) => params["vpnConnId"]).filter((id) => id !== undefined);
        assert.equal(new Set(ids).size, 20);
      },
    ));
});

import assert from "node:assert/strict";
import sinon from "sinon";
import { type CallKind, RateLimiter } from "../../provider/api/http/rate-limiter.ts";
import { call } from "../../provider/api/v2/request.ts";
import { deadlineIn } from "../../provider/util/deadline.ts";
import { failure, scopeFor, withServer } from "./support.ts";

describe("the rate limiter", () => {
  let clock: sinon.SinonFakeTimers;

  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: 0, toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
  });

  afterEach(() => clock.restore());

  const patience = (ms = 600_000, signal?: AbortSignal) => ({
    deadline: deadlineIn(ms),
    ...(signal === undefined ? {} : { signal }),
  });

  /** Asks for a turn and notes in a list when it came. */
  function enter(limiter: RateLimiter, list: string[], name: string, kind: CallKind = "read", ms?: number): void {
    void limiter.turn(kind, patience(ms)).then((mayBegin) => list.push(mayBegin ? name : `${name} too late`));
  }

  it("lets everything begin at once while nothing limits it", async () => {
    const limiter = new RateLimiter();
    const begun = await Promise.all(Array.from({ length: 1000 }, () => limiter.turn("read", patience())));
    assert.ok(begun.every(Boolean));
    assert.equal(limiter.describe(), "no limit");
  });

  it("looks at no clock while nothing limits it", async () => {
    const limiter = new RateLimiter();
    await clock.tickAsync(3_600_000);
    await limiter.turn("read", patience());
    clock.restore();
    clock = sinon.useFakeTimers({ now: 0, toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
    const begun: string[] = [];
    enter(limiter, begun, "under an earlier time");
    await clock.tickAsync(1);
    assert.deepEqual(begun, ["under an earlier time"]);
  });

  /** The most calls that began within one second. */
  const busiest = (times: readonly number[]): number =>
    Math.max(...times.map((time) => times.filter((other) => other >= time && other < time + 1000).length));

  for (const lateMs of [0, 5, 60, 700]) {
    it(`keeps a ceiling in every second, with timers that are ${lateMs} ms late, and after a rest`, async () => {
      const limiter = new RateLimiter(10);
      const times: number[] = [];
      const begin = (count: number): void => {
        for (let index = 0; index < count; index += 1) {
          void limiter.turn("read", patience()).then(() => times.push(performance.now()));
        }
      };
      for (const count of [20, 30]) {
        const wanted = times.length + count;
        begin(count);
        while (times.length < wanted) {
          await clock.tickAsync(200);
          clock.jump(lateMs);
        }
        await clock.tickAsync(5000);
      }
      assert.ok(busiest(times) <= 10, `${busiest(times)} calls in one second: ${times}`);
    });
  }

  it("serves writes before looks, and each kind in the order of its coming", async () => {
    const limiter = new RateLimiter(10);
    const order: string[] = [];
    enter(limiter, order, "the first, at once");
    for (const name of ["read 1", "read 2", "read 3"]) {
      enter(limiter, order, name);
    }
    for (const name of ["write 1", "write 2"]) {
      enter(limiter, order, name, "write");
    }
    await clock.tickAsync(1000);
    assert.deepEqual(order, ["the first, at once", "write 1", "write 2", "read 1", "read 2", "read 3"]);
  });

  it("gives every wait the same share", async () => {
    const limiter = new RateLimiter(10);
    const turns = Array.from({ length: 7 }, () => 0);
    for (const index of turns.keys()) {
      void (async () => {
        while (await limiter.turn("read", patience())) {
          turns[index] = (turns[index] ?? 0) + 1;
        }
      })();
    }
    await clock.tickAsync(20_000);
    assert.ok(Math.max(...turns) - Math.min(...turns) <= 1, String(turns));
  });

  it("lets a look through that has waited long, although writes keep coming", async () => {
    const limiter = new RateLimiter(2);
    const order: string[] = [];
    for (let index = 0; index < 60; index += 1) {
      enter(limiter, order, "write", "write");
    }
    enter(limiter, order, "read");
    await clock.tickAsync(15_000);
    assert.ok(order.includes("read"));
  });

  it("lets a call through first whose time is about to end", async () => {
    const limiter = new RateLimiter(1);
    const order: string[] = [];
    for (let index = 0; index < 10; index += 1) {
      enter(limiter, order, "write", "write");
    }
    enter(limiter, order, "last read", "read", 2900);
    await clock.tickAsync(3000);
    assert.ok(order.includes("last read"), String(order));
  });

  it("lets a call through first whose time is about to end, although many looks have waited long", async () => {
    const limiter = new RateLimiter(5);
    const order: string[] = [];
    for (let index = 0; index < 120; index += 1) {
      enter(limiter, order, "read");
    }
    await clock.tickAsync(11_000);
    enter(limiter, order, "last write", "write", 2500);
    enter(limiter, order, "last read", "read", 2500);
    await clock.tickAsync(2500);
    assert.ok(order.includes("last write") && order.includes("last read"), String(order.slice(50)));
  });

  it("lets writes through although ever more looks have waited long", async () => {
    const limiter = new RateLimiter(5);
    let isOver = false;
    const looker = async (): Promise<void> => {
      while (!isOver && (await limiter.turn("read", patience()))) {
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    };
    for (let index = 0; index < 60; index += 1) {
      void looker();
    }
    await clock.tickAsync(30_000);
    const order: string[] = [];
    for (let index = 0; index < 50; index += 1) {
      enter(limiter, order, "write", "write");
    }
    await clock.tickAsync(25_000);
    isOver = true;
    assert.equal(order.length, 50);
  });

  it("tells a call whose time ends in the queue so, and takes it out", async () => {
    const limiter = new RateLimiter(0.1);
    const order: string[] = [];
    enter(limiter, order, "first");
    enter(limiter, order, "second", "read", 1000);
    await clock.tickAsync(1000);
    assert.deepEqual(order, ["first", "second too late"]);
    assert.equal(limiter.queued, 0);
  });

  it("ends the wait of a call that is cancelled, and of no other", async () => {
    const limiter = new RateLimiter(1);
    const controller = new AbortController();
    const reason = new Error("cancelled by the test");
    const order: string[] = [];
    enter(limiter, order, "first");
    const cancelled = limiter.turn("read", patience(600_000, controller.signal));
    enter(limiter, order, "third");
    controller.abort(reason);
    assert.equal(await failure(cancelled), reason);
    await clock.tickAsync(1100);
    assert.deepEqual(order, ["first", "third"]);
  });

  it("slows down once for all the calls that were refused together", async () => {
    const limiter = new RateLimiter();
    for (let index = 0; index < 20; index += 1) {
      limiter.onAccepted();
    }
    for (let index = 0; index < 30; index += 1) {
      limiter.onThrottled(0);
    }
    assert.equal(limiter.rate, 18);
    await clock.tickAsync(500);
    limiter.onThrottled(400);
    assert.ok(Math.abs(limiter.rate - 12.6) < 0.01);
  });

  it("takes what the service took for the rate also where its ceiling is far too high", async () => {
    const limiter = new RateLimiter(1000);
    for (let index = 0; index < 20; index += 1) {
      limiter.onAccepted();
    }
    limiter.onThrottled(0);
    assert.equal(limiter.rate, 18);
  });

  it("keeps to the lowest of several ceilings", () => {
    const limiter = new RateLimiter();
    for (const ceiling of [50, 10, 20]) {
      limiter.limit(ceiling);
    }
    assert.equal(limiter.rate, 10);
    for (let index = 0; index < 100; index += 1) {
      limiter.onAccepted();
    }
    assert.equal(limiter.rate, 10);
  });

  it("recovers after a throttled answer, up to its ceiling or beyond what matters", async () => {
    const limited = new RateLimiter(10);
    const free = new RateLimiter();
    for (const limiter of [limited, free]) {
      limiter.onThrottled(0);
      assert.ok(limiter.rate < 10);
      for (let index = 0; index < 20_000; index += 1) {
        limiter.onAccepted();
      }
    }
    assert.equal(limited.rate, 10);
    assert.ok(free.rate > 500);
  });

  /** A service with a bucket of one second's worth of calls; says when all are taken, and how many were refused. */
  async function drain(
    limiter: RateLimiter,
    calls: number,
    rate: number,
  ): Promise<{ seconds: number; refused: number }> {
    let bucket = rate;
    let at = 0;
    let refused = 0;
    const one = async (): Promise<void> => {
      for (;;) {
        await limiter.turn("read", patience());
        const sentAt = performance.now();
        await new Promise((resolve) => setTimeout(resolve, 20));
        bucket = Math.min(rate, bucket + ((performance.now() - at) / 1000) * rate);
        at = performance.now();
        if (bucket >= 1) {
          bucket -= 1;
          limiter.onAccepted();
          return;
        }
        refused += 1;
        limiter.onThrottled(sentAt);
        await new Promise((resolve) => setTimeout(resolve, 1000 + (refused % 10) * 100));
      }
    };
    let end = 0;
    const all = Promise.all(Array.from({ length: calls }, one)).then(() => {
      end = performance.now();
    });
    while (end === 0) {
      await clock.tickAsync(1000);
    }
    await all;
    return { seconds: end / 1000, refused };
  }

  it("with the service's rate as its ceiling is hardly ever refused, and takes little longer than it must", async () => {
    const { seconds, refused } = await drain(new RateLimiter(10), 300, 10);
    assert.ok(refused <= 6, `${refused} of 300 were refused`);
    assert.ok(seconds <= 1.3 * 30, `${seconds} s`);
  });

  for (const rate of [3, 10, 50]) {
    it(`finds a rate of ${rate} by itself and ends within twice the time that it must take`, async () => {
      const { seconds } = await drain(new RateLimiter(), rate * 30, rate);
      assert.ok(seconds <= 2 * 30, `${seconds} s`);
    });
  }
});

describe("a call in the queue", () => {
  it("ends at its deadline and says that it was queued", () =>
    withServer(
      () => ({ code: 0, message: "" }),
      async (server) => {
        const scope = scopeFor(server.url, { settings: { requestsPerSecond: 0.1 }, deadlineMs: 400 });
        await call(scope, "DescribeVpnConn", {}, { repeat: "freely", busy: "wait" });
        const error = await failure(call(scope, "DescribeVpnConn", {}, { repeat: "freely", busy: "wait" }));
        assert.match(
          error.message,
          /^DescribeVpnConn: no usable answer in the time allowed \(0 attempts in [\d.]+ s, [\d.]+ s of it queued by the rate limit \(0\.1 requests a second, the ceiling that requestsPerSecond sets\)\); last seen: nothing$/,
        );
        assert.equal(server.requests.length, 1);
      },
    ));

  it("is not signed before its turn", () =>
    withServer(
      () => ({ code: 0, message: "" }),
      async (server) => {
        const scope = scopeFor(server.url, { settings: { requestsPerSecond: 1 } });
        await Promise.all([1, 2, 3].map(() => call(scope, "DescribeVpnConn", {}, { repeat: "freely", busy: "wait" })));
        const stamps = server.requests.map(({ params }) => Number(params["Timestamp"]));
        assert.ok((stamps[2] ?? 0) > (stamps[0] ?? 0));
      },
    ));
});

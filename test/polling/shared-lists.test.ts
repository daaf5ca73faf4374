import assert from "node:assert/strict";
import { readsOf } from "../../provider/polling/tunnel-reads.ts";
import { deadlineIn } from "../../provider/util/deadline.ts";
import { type Arrived, json, raw, type Step } from "../qcloud/support.ts";
import { page } from "../qcloud/tunnels.ts";
import { fastTime } from "../support/fast-time.ts";
import { type Many, tunnelOf, withMany } from "./many-tasks.ts";

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const forEver = (): number => Number.POSITIVE_INFINITY;
const never: Step = () => {};

const entryOf = (index: number, vpnGwId?: string): object => {
  const { vpnConnId, vpcId, vpnGwId: gateway } = tunnelOf(index, vpnGwId);
  return { vpnConnId: index + 1, unVpnConnId: vpnConnId, unVpcId: vpcId, unVpnGwId: gateway, vpcConnStatus: 4 };
};

/** The answer to a list action from all entries that there are. */
function answer({ params }: Arrived, all: readonly number[], vpnGwId?: (index: number) => string): Step {
  const { vpnConnId = "", vpnGwId: asked = "", offset = "0" } = params;
  const found = all.filter((index) => {
    const tunnel = tunnelOf(index, vpnGwId?.(index));
    return ["", tunnel.vpnConnId].includes(vpnConnId) && ["", tunnel.vpnGwId].includes(asked);
  });
  const shown = found.slice(Number(offset), Number(offset) + 50).map((index) => entryOf(index, vpnGwId?.(index)));
  return { ...page(...shown), totalCount: found.length };
}

const isById = ({ params }: Arrived): boolean => (params["vpnConnId"] ?? "") !== "";
const scopeOf = ({ api }: Many, deadlineMs = 600_000) => ({
  api,
  region: "gz",
  deadline: deadlineIn(deadlineMs),
});
const gateway = { vpcId: tunnelOf(0).vpcId, vpnGwId: tunnelOf(0).vpnGwId };

/** Looks whether tunnels are gone, each again and again in one operation, until a time; tells which were said to be. */
async function watchAll(
  many: Many,
  tunnels: readonly ReturnType<typeof tunnelOf>[],
  untilMs: number,
): Promise<string[]> {
  const gone = tunnels.map(async (tunnel) => {
    const scope = scopeOf(many);
    while (many.now() < untilMs) {
      if ((await readsOf(scope).look(scope, tunnel)).kind === "absent") {
        return [tunnel.vpnConnId];
      }
      await sleep(500);
    }
    return [];
  });
  return (await Promise.all(gone)).flat();
}

describe("absence from a shared list", () => {
  fastTime();

  it("is no answer where one tunnel goes and one comes between two pages, and a third moves from one to the other", () => {
    // Number 1000 and later ones are strangers: the oldest goes and a new one comes after the first page, as it were by hand.
    let all = [1000, ...Array.from({ length: 60 }, (_, index) => index)];
    const list = (request: Arrived, now: number): Step => {
      if (isById(request)) {
        return answer(request, all);
      }
      const answered = answer(request, all);
      if (now > 3000) {
        const [oldest = 0, ...rest] = all;
        const last = all.at(-1) ?? 0;
        all = request.params["offset"] === "0" ? [...rest, oldest + 1] : [last, ...all.slice(0, -1)];
      }
      return answered;
    };
    return withMany({ count: 0, endsAt: forEver, list }, async (many) => {
      const tunnels = Array.from({ length: 60 }, (_, index) => tunnelOf(index));
      assert.deepEqual(await watchAll(many, tunnels, 12_000), []);
    });
  });

  it("is no answer where pages have no totalCount, since then a list that shrinks meanwhile looks whole", () => {
    let all = Array.from({ length: 120 }, (_, index) => index);
    const list = (request: Arrived, now: number): Step => {
      const { totalCount: _total, ...answered } = answer(request, all) as Record<string, unknown>;
      if (!isById(request) && now > 3000 && all[0] !== undefined && all[0] < 40) {
        all = all.slice(1);
      }
      return answered as Step;
    };
    return withMany({ count: 0, endsAt: forEver, list }, async (many) => {
      const tunnels = Array.from({ length: 80 }, (_, index) => tunnelOf(40 + index));
      assert.deepEqual(await watchAll(many, tunnels, 9000), []);
    });
  });

  it("is no answer where the list of the region does not show the tunnels of the gateway any more", () => {
    const gatewayOf = (index: number): string => `vpngw-${String(index).padStart(8, "0")}`;
    const all = Array.from({ length: 20 }, (_, index) => index);
    const list = (request: Arrived, now: number): Step => {
      const isOfAll = !isById(request) && request.params["vpnGwId"] === undefined;
      return answer(request, isOfAll && now > 3000 ? all.slice(10) : all, gatewayOf);
    };
    return withMany({ count: 0, endsAt: forEver, list }, async (many) => {
      const tunnels = all.map((index) => tunnelOf(index, gatewayOf(index)));
      assert.deepEqual(await watchAll(many, tunnels, 9000), []);
    });
  });
});

describe("a list that several wait for", () => {
  fastTime();

  for (const [what, step] of [
    ["never answers", never],
    ["comes from a broken proxy", raw("bad gateway", 502)],
    ["is busy for ever", { code: 6200, message: "busy" }],
  ] as const) {
    it(`holds up no look for long when it ${what}`, () => {
      const list = (request: Arrived): Step => (isById(request) ? answer(request, [...Array(20).keys()]) : step);
      return withMany({ count: 0, endsAt: forEver, list }, async (many) => {
        const looks = Array.from({ length: 20 }, (_, index) => {
          const scope = scopeOf(many, 120_000);
          return readsOf(scope).look(scope, tunnelOf(index));
        });
        assert.ok((await Promise.all(looks)).every((look) => look.kind === "found"));
        assert.ok(many.now() < 20_000, String(many.now()));
      });
    });
  }

  it("does not keep those that come later from another", () => {
    let asked = 0;
    const list = (request: Arrived): Step => {
      asked += 1;
      return asked === 1 ? never : answer(request, [0, 1]);
    };
    return withMany({ count: 0, endsAt: forEver, list }, async (many) => {
      const cancel = new AbortController();
      const scope = { ...scopeOf(many), signal: cancel.signal };
      const hung = readsOf(scope)
        .list(scope, gateway)
        .catch(() => {});
      await sleep(100);
      const later = scopeOf(many, 10_000);
      assert.equal((await readsOf(later).list(later, gateway)).length, 2);
      cancel.abort(new Error("the test is over"));
      await hung;
    });
  });

  it("is read without waiting for others as soon as one has little time left", () =>
    withMany({ count: 240, endsAt: () => 25_000, isListed: () => true }, async (many) => {
      const waits = Array.from({ length: 30 }, (_, index) => many.wait(index));
      await sleep(1500);
      const lists = Array.from({ length: 100 }, async (_, index) => {
        await sleep(100 * index);
        const scope = scopeOf(many, index % 10 === 9 ? 2000 : 600_000);
        return await readsOf(scope).list(scope, gateway);
      });
      assert.ok((await Promise.all(lists)).every((tunnels) => tunnels.length === 240));
      await Promise.all(waits);
    }));

  /** Answers a list so many milliseconds after the request, with what stood at its arrival; counts the requests in progress. */
  const slowly = (afterMs: number, all: readonly number[]) => {
    const open = { now: 0, most: 0, total: 0 };
    const list = (request: Arrived): Step => {
      const answered = answer(request, all);
      open.now += 1;
      open.total += 1;
      open.most = Math.max(open.most, open.now);
      return (response) => {
        setTimeout(() => {
          open.now -= 1;
          json(response, answered);
        }, afterMs);
      };
    };
    return { list, open };
  };
  const listMany = (many: Many, count: number): Promise<number[]> =>
    Promise.all(
      Array.from({ length: count }, async () => {
        const scope = scopeOf(many);
        return (await readsOf(scope).list(scope, gateway)).length;
      }),
    );

  it("is read again for those that come after the read has started", () => {
    const all = [0, 1];
    const { list, open } = slowly(1000, all);
    return withMany({ count: 0, endsAt: forEver, list }, async (many) => {
      const first = listMany(many, 12);
      await sleep(500);
      const before = open.total;
      all.push(2);
      assert.deepEqual(new Set(await listMany(many, 12)), new Set([3]));
      await first;
      assert.equal(open.total, before + 1);
    });
  });

  it("is not read twice at once", () => {
    const { list, open } = slowly(1500, [0]);
    return withMany({ count: 0, endsAt: forEver, list }, async (many) => {
      const first = listMany(many, 8);
      await sleep(600);
      const before = open.most;
      await Promise.all([first, listMany(many, 8)]);
      assert.equal(open.most, before);
    });
  });

  it("waits a moment for others that are about to read it", () => {
    const { list, open } = slowly(400, [0]);
    return withMany({ count: 0, endsAt: forEver, list }, async (many) => {
      const waits = [];
      for (let index = 0; index < 6; index += 1) {
        waits.push(listMany(many, 1));
        await sleep(10);
      }
      await Promise.all(waits);
      // The first three read for themselves, since few operations are in progress.
      assert.equal(open.total, 4);
    });
  });

  it("is one for each region", () => {
    const list = (request: Arrived): Step => answer(request, request.params["Region"] === "gz" ? [0] : [0, 1]);
    return withMany({ count: 0, endsAt: forEver, list }, async (many) => {
      const lengths = (region: string): Promise<number[]> =>
        Promise.all(
          Array.from({ length: 8 }, async () => {
            const scope = { ...scopeOf(many), region };
            return (await readsOf(scope).list(scope, gateway)).length;
          }),
        );
      const [here, there] = await Promise.all([lengths("gz"), lengths("sh")]);
      assert.deepEqual([new Set(here), new Set(there)], [new Set([1]), new Set([2])]);
    });
  });

  it("is not waited for by one that has little time left", () => {
    const list = (request: Arrived): Step => (isById(request) ? answer(request, [...Array(20).keys()]) : never);
    return withMany({ count: 0, endsAt: forEver, list }, async (many) => {
      const looks = Array.from({ length: 20 }, (_, index) => {
        const scope = scopeOf(many, 2500);
        return readsOf(scope).look(scope, tunnelOf(index));
      });
      assert.ok((await Promise.all(looks)).every((look) => look.kind === "found"));
    });
  });

  it("is cancelled when nobody waits any more", () => {
    let closed = 0;
    const list = (): Step => (response) => void response.once("close", () => (closed += 1));
    return withMany({ count: 0, endsAt: forEver, list }, async (many) => {
      const cancel = new AbortController();
      const script = Array.from({ length: 6 }, (_, index) => many.wait(index, { signal: cancel.signal }));
      await sleep(1500);
      assert.equal(closed, 0);
      assert.ok(many.count("DescribeVpnConn") > 0);
      cancel.abort(new Error("cancelled by the test"));
      await Promise.allSettled(script);
      await sleep(100);
      assert.equal(closed, many.count("DescribeVpnConn"));
    });
  });
});

import assert from "node:assert/strict";
import sinon from "sinon";
import { deadlineIn } from "../../provider/util/deadline.ts";
import { waitUntil } from "../../provider/util/wait-until.ts";

/** Runs a wait on a clock of its own, whose time jumps to whatever is awaited next. */
async function timed<T>(clock: sinon.SinonFakeTimers, waiting: Promise<T>): Promise<T> {
  let over = false;
  const done = (): void => {
    over = true;
  };
  waiting.then(done, done);
  while (!over) {
    await clock.nextAsync();
  }
  return waiting;
}

describe("waitUntil", () => {
  let clock: sinon.SinonFakeTimers;

  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: 0, toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
    sinon.stub(Math, "random").returns(1 / 3);
  });

  afterEach(() => sinon.restore());

  it("reads at once and then at intervals that grow by 12 percent, 5 s at most", async () => {
    const at: number[] = [];
    const read = async (): Promise<string | undefined> => (at.push(performance.now()) === 31 ? "done" : undefined);
    const outcome = await timed(clock, waitUntil(read, { deadline: deadlineIn(900_000) }));
    assert.equal(outcome, "done");
    assert.equal(at[0], 0);
    const waits = at.slice(1).map((time, index) => Math.round(time - (at[index] ?? 0)));
    assert.deepEqual(
      waits,
      [
        400, 448, 502, 562, 629, 705, 790, 884, 990, 1109, 1242, 1391, 1558, 1745, 1955, 2189, 2452, 2746, 3076, 3445,
        3859, 4322, 4840, 5000, 5000, 5000, 5000, 5000, 5000, 5000,
      ],
    );
    for (const [index, wait] of waits.entries()) {
      assert.ok(wait <= 400 + 0.13 * (at[index] ?? 0) + 1, `wait ${index} of ${wait} ms is too long`);
    }
  });

  it("reads for the last time just before the deadline", async () => {
    const at: number[] = [];
    const read = async (): Promise<undefined> => void at.push(performance.now());
    const outcome = await timed(clock, waitUntil(read, { deadline: deadlineIn(60_000) }));
    assert.equal(outcome, undefined);
    assert.equal(Math.round(at.at(-1) ?? 0), 58_000);
  });

  it("reads at least once, however short the time is", async () => {
    const at: number[] = [];
    const read = async (): Promise<undefined> => void at.push(performance.now());
    await timed(clock, waitUntil(read, { deadline: deadlineIn(100) }));
    assert.equal(at[0], 0);
  });

  it("reads at other intervals when told to", async () => {
    const at: number[] = [];
    const read = async (): Promise<true | undefined> =>
      at.push(Math.round(performance.now())) === 4 ? true : undefined;
    const intervals = { minTimeout: 750, factor: 2 };
    await timed(clock, waitUntil(read, { deadline: deadlineIn(60_000), intervals }));
    assert.deepEqual(at, [0, 1000, 3000, 7000]);
  });

  it("tells after each read that found nothing", async () => {
    const told: number[] = [];
    const read = async (): Promise<true | undefined> => (told.length === 2 ? true : undefined);
    const onPending = (): void => void told.push(Math.round(performance.now()));
    await timed(clock, waitUntil(read, { deadline: deadlineIn(60_000), onPending }));
    assert.deepEqual(told, [0, 400]);
  });

  it("ends at once with what a read throws", async () => {
    const error = new Error("no");
    await assert.rejects(
      timed(
        clock,
        waitUntil(() => Promise.reject(error), { deadline: deadlineIn(60_000) }),
      ),
      error,
    );
  });

  it("ends at once when it is cancelled", async () => {
    const controller = new AbortController();
    const reason = new Error("cancelled by the test");
    const read = async (): Promise<undefined> => void controller.abort(reason);
    const { signal } = controller;
    await assert.rejects(timed(clock, waitUntil(read, { deadline: deadlineIn(60_000), signal })), reason);
  });
});

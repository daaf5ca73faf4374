import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import type { QcloudApiError } from "../../provider/api/errors.ts";
import { call } from "../../provider/api/v2/request.ts";
import { failure, hurry, json, newSandbox, reset, scopeFor, withServer } from "./support.ts";

const read = { repeat: "freely", busy: "wait" } as const;
const write = { repeat: "if-unsent", busy: "throw", post: true } as const;
const good = { code: 0, message: "" };

describe("call", () => {
  const sandbox = newSandbox();
  let waits: number[];

  beforeEach(() => {
    waits = hurry(sandbox);
  });

  afterEach(() => sandbox.restore());

  describe("when the service is busy", () => {
    const busy = [{ code: 4400 }, { code: 6000, codeDesc: "InternalError", message: "later" }, { code: "6200" }];

    it("waits and asks again, and says so", () =>
      withServer([...busy, ...busy, good], async (server) => {
        const lines: string[] = [];
        await call(scopeFor(server.url, { log: (line) => lines.push(line) }), "AnyAction", {}, read);
        assert.deepEqual(waits, [1000, 2000, 4000, 8000, 15_000, 15_000]);
        assert.deepEqual(lines, [
          "AnyAction was answered with (4400); the service is busy, next try in 1 s",
          "AnyAction was answered with InternalError (6000): later; the service is busy, next try in 2 s",
          "AnyAction was answered with (4400); the service is busy, next try in 8 s",
        ]);
      }));

    it("says so as status where there is one, and logs nothing that stays", () =>
      withServer([busy[0] ?? {}, good], async (server) => {
        const [logged, shown] = [[] as string[], [] as string[]];
        const status = (line: string): boolean => shown.push(line) > 0;
        await call(scopeFor(server.url, { log: (line) => logged.push(line), status }), "AnyAction", {}, read);
        assert.deepEqual(
          [logged, shown],
          [[], ["AnyAction was answered with (4400); the service is busy, next try in 1 s"]],
        );
      }));

    it("throws at once when told to", () =>
      withServer(busy, async (server) => {
        const error = await failure<QcloudApiError>(call(scopeFor(server.url), "AddVpnConnEx", {}, write));
        assert.deepEqual([error.kind, error.apiCode], ["throttled", "4400"]);
        assert.equal(server.requests.length, 1);
      }));

    it("gives up at the deadline and says what it saw", () =>
      withServer(
        () => ({ code: 6200, message: "closed for now" }),
        async (server) => {
          const error = await failure<Error>(call(scopeFor(server.url, { deadlineMs: 300 }), "AnyAction", {}, read));
          assert.equal(error.name, "QcloudTimeoutError");
          assert.match(error.message, /last seen: .*\(6200\): closed for now/);
        },
      ));

    it("repeats after both a busy answer and a broken connection", () =>
      withServer([busy[0] ?? {}, reset, busy[1] ?? {}, reset, good], async (server) => {
        await call(scopeFor(server.url), "AnyAction", {}, read);
        assert.equal(server.requests.length, 5);
      }));
  });

  describe("when the clock is off", () => {
    const atServer = (code: number, offsetMs: number) => (response: ServerResponse) => {
      response.setHeader("date", new Date(Date.now() + offsetMs).toUTCString());
      json(response, { code });
    };
    const hours = 3 * 3_600_000;

    for (const [name, offset] of [
      ["behind", hours],
      ["ahead", -hours],
    ] as const) {
      it(`takes the service's time when this machine is ${name}, and keeps it`, () =>
        withServer([atServer(4500, offset), good, good], async (server) => {
          const scope = scopeFor(server.url);
          await call(scope, "AddVpnConnEx", {}, write);
          await call(scope, "AnyAction", {}, read);
          const stamps = server.requests.map(({ params }) => Number(params["Timestamp"]) * 1000 - Date.now());
          assert.ok(Math.abs(stamps[0] ?? hours) < 60_000);
          for (const stamp of stamps.slice(1)) {
            assert.ok(Math.abs(stamp - offset) < 60_000);
          }
        }));
    }

    it("signs anew after 4200 and 4500 three times, then fails with advice", () =>
      withServer(
        (_request, index) => atServer(index % 2 === 0 ? 4200 : 4500, hours),
        async (server) => {
          const error = await failure<QcloudApiError>(call(scopeFor(server.url), "AnyAction", {}, read));
          assert.equal(error.kind, "replay");
          assert.match(error.message, /clock is 10\d\d\d s behind .* Check the clocks/);
          assert.equal(server.requests.length, 4);
          assert.equal(new Set(server.requests.map(({ params }) => params["Nonce"])).size, 4);
        },
      ));

    it("does not take a time that is more than a week away, and says so", () =>
      withServer(
        () => atServer(4500, 30 * 365 * 24 * 3_600_000),
        async (server) => {
          const error = await failure<QcloudApiError>(call(scopeFor(server.url), "AnyAction", {}, read));
          assert.match(error.message, /Date header differs from this machine's clock by 10950 days.* was not used/);
          assert.match(error.message, /Set this machine's clock/);
          assert.equal(server.requests.length, 4);
          for (const { params } of server.requests) {
            assert.ok(Math.abs(Number(params["Timestamp"]) * 1000 - Date.now()) < 60_000);
          }
        },
      ));

    it("keeps its own time when there is no Date header", () =>
      withServer(
        () => (response) => {
          response.sendDate = false;
          json(response, { code: 4500 });
        },
        async (server) => {
          const error = await failure<QcloudApiError>(call(scopeFor(server.url), "AnyAction", {}, read));
          assert.match(error.message, /no difference/);
        },
      ));
  });
});

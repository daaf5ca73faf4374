import assert from "node:assert/strict";
import type { QcloudApiError, QcloudTransportError } from "../../provider/api/errors.ts";
import { call } from "../../provider/api/v2/request.ts";
import { listVpnConns } from "../../provider/api/v2/vpn-conn.ts";
import { failure, hurry, newSandbox, raw, type Step, scopeFor, withServer } from "./support.ts";
import { documented, numbered, page } from "./tunnels.ts";

const read = { repeat: "freely", busy: "wait" } as const;

/** Far more requests than any list is worth; what comes after them is refused, so that a test that fails ends. */
const enough = 60;

/** Answers every request, until there were enough of them. */
const endless =
  (answer: (index: number) => Step) =>
  (_request: unknown, index: number): Step =>
    index < enough ? answer(index) : { code: 4300, codeDesc: "Enough" };

/** The error of an answer that is not the API's: such a one would be repeated, so that the next is refused. */
const firstError = async (answer: string | Uint8Array): Promise<string> => {
  const lines: string[] = [];
  await withServer([raw(answer)], async (server) => {
    await failure(call(scopeFor(server.url, { log: (line) => void lines.push(line) }), "AnyAction", {}, read));
  });
  return lines[0] ?? "";
};

describe("a service that is broken or hostile", () => {
  const sandbox = newSandbox();
  beforeEach(() => void hurry(sandbox));
  afterEach(() => sandbox.restore());

  it("is left after a few pages that hold more entries than were asked for, each time others", () =>
    withServer(
      endless((index) => ({ code: 0, totalCount: 1e9, data: numbered(4000, 1 + index * 4000) })),
      async (server) => {
        const error = await failure<QcloudTransportError>(listVpnConns(scopeFor(server.url), {}));
        assert.match(error.message, /is inconsistent \(read once\): it has more than 10000 entries/);
        assert.equal(server.requests.length, 3);
      },
    ));

  it("is left after a few pages of long entries", () => {
    const padding = "x".repeat(35_000);
    return withServer(
      endless((index) => {
        const data = numbered(50, 1 + index * 50).map((entry) => ({ ...entry, vpnConnName: padding }));
        return { code: 0, totalCount: 1e9, data };
      }),
      async (server) => {
        const error = await failure<QcloudTransportError>(listVpnConns(scopeFor(server.url), {}));
        assert.match(error.message, /\(read once\): it has more than 16777216 bytes/);
        assert.ok(server.requests.length < enough, String(server.requests.length));
      },
    );
  });

  it("gives no list with a page of more entries than a whole list may have", async () => {
    const line = await (async () => {
      const lines: string[] = [];
      await withServer([page(...numbered(10_001))], async (server) => {
        await failure(listVpnConns(scopeFor(server.url, { log: (text) => void lines.push(text) }), {}));
      });
      return lines[0] ?? "";
    })();
    assert.match(line, /unexpected response from \S+ \(.*\): its list has more than 10000 entries/);
  });

  it("is not read beyond two megabytes of one answer", async () => {
    const padding = " ".repeat(2 * 1024 * 1024);
    assert.match(await firstError(`{"code":0}${padding}`), /is larger than 2097152 bytes/);
  });

  it("is understood when its answer comes in very small pieces", () =>
    withServer(
      [
        (response) => {
          response.writeHead(200);
          for (const byte of Buffer.from(JSON.stringify(page(documented)))) {
            response.write(Buffer.of(byte));
          }
          response.end();
        },
      ],
      async (server) => {
        assert.equal((await listVpnConns(scopeFor(server.url), {}))[0]?.id.unified, documented.unVpnConnId);
      },
    ));

  it("has its megabytes of message cut, and its code understood", () =>
    withServer([{ code: 4102, codeDesc: "NoPermission", message: "x".repeat(1_000_000) }], async (server) => {
      const error = await failure<QcloudApiError>(call(scopeFor(server.url), "AnyAction", {}, read));
      assert.equal(error.kind, "auth");
      assert.match(error.message, /NoPermission \(4102\): x{497}\.\.\./);
      assert.ok(error.message.length < 1000);
    }));

  it("gives no answer with texts, numbers or groups that no answer of this API has", async () => {
    for (const [body, says] of [
      [`{"code":${"9".repeat(1_000_000)}}`, /it contains text or a number of more than 65536 characters/],
      [`{"code":0,"data":{"taskId":${"9".repeat(1_000_000)}}}`, /it contains text or a number of more than/],
      [`{"code":0,"data":{"vpnConnName":"${"x".repeat(1_000_000)}"}}`, /it contains text or a number of more than/],
      [`{"code":0,"data":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`, /is not JSON/],
    ] as const) {
      assert.match(await firstError(body), says);
    }
  });
});

import assert from "node:assert/strict";
import type { QcloudTransportError } from "../../provider/api/errors.ts";
import { listVpnConns } from "../../provider/api/v2/vpn-conn.ts";
import { type Arrived, failure, hurry, newSandbox, scopeFor, withServer } from "./support.ts";
import { documented, numbered, page, paged } from "./tunnels.ts";

const endless = numbered(20_000);

describe("VPN connections", () => {
  const sandbox = newSandbox();
  beforeEach(() => void hurry(sandbox));
  afterEach(() => sandbox.restore());

  describe("lists of several pages", () => {
    for (const count of [0, 1, 49, 50, 51, 120]) {
      it(`reads ${count} entries, each once and in order`, () =>
        withServer(paged(numbered(count)), async (server) => {
          const list = await listVpnConns(scopeFor(server.url), {});
          assert.deepEqual(
            list.map(({ id }) => Number(id.legacy)),
            Array.from({ length: count }, (_, index) => index + 1),
          );
        }));

      it(`reads ${count} entries without totalCount`, () =>
        withServer(paged(numbered(count), null), async (server) => {
          assert.equal((await listVpnConns(scopeFor(server.url), {})).length, count);
        }));
    }

    it("goes on by what arrived when the service gives smaller pages", () =>
      withServer(
        (request) => {
          const offset = Number(request.params["offset"]);
          return { code: 0, totalCount: 45, data: numbered(45).slice(offset, offset + 20) };
        },
        async (server) => {
          assert.equal((await listVpnConns(scopeFor(server.url), {})).length, 45);
          assert.deepEqual(
            server.requests.map(({ params }) => params["offset"]),
            ["0", "20", "40"],
          );
        },
      ));

    it("does not stop at a full page because of a totalCount that is too small", () =>
      withServer(paged(numbered(120), 50), async (server) => {
        assert.equal((await listVpnConns(scopeFor(server.url), {})).length, 120);
      }));

    for (const [count, offsets] of [
      [50, ["0", "50"]],
      [100, ["0", "50"]],
      [101, ["0", "50", "100"]],
    ] as const) {
      it(`asks for ${offsets.length} pages of ${count} entries: one more only where totalCount may count the page alone`, () =>
        withServer(paged(numbered(count)), async (server) => {
          await listVpnConns(scopeFor(server.url), {});
          assert.deepEqual(
            server.requests.map(({ params }) => params["offset"]),
            offsets,
          );
        }));
    }

    it("reads again from the start when the list changes meanwhile", () => {
      const before = numbered(60);
      const after = before.slice(1);
      return withServer(
        (request, index) => paged(index === 0 ? before : after)(request),
        async (server) => {
          const list = await listVpnConns(scopeFor(server.url), {});
          assert.deepEqual(list.map(({ id }) => id.legacy).sort(), after.map(({ vpnConnId }) => `${vpnConnId}`).sort());
        },
      );
    });

    it("reads again when fewer entries come than totalCount says", () =>
      withServer([{ ...page(), totalCount: 1 }, page(documented)], async (server) => {
        assert.equal((await listVpnConns(scopeFor(server.url), {})).length, 1);
      }));

    for (const [name, script] of [
      ["repeats its first page for ever", () => ({ code: 0, totalCount: 500, data: numbered(50) })],
      ["repeats its first page and has no totalCount", () => ({ code: 0, data: numbered(50) })],
      ["says that there are more than it gives", () => ({ code: 0, totalCount: 3, data: numbered(2) })],
      ["says that there is one and gives none", () => ({ code: 0, totalCount: 1, data: [] })],
      ["never ends", paged(endless, 1e9)],
      [
        "changes its totalCount with every page",
        (request: Arrived, index: number) => paged(numbered(200), 200 + index)(request),
      ],
    ] as const) {
      it(`gives up a list that ${name}`, () =>
        withServer(script, async (server) => {
          const error = await failure<QcloudTransportError>(listVpnConns(scopeFor(server.url), {}));
          assert.equal(error.name, "QcloudTransportError");
          assert.match(error.message, /^DescribeVpnConn: the list is inconsistent \(read (?:once|3 times)\): /);
        }));
    }
  });
});

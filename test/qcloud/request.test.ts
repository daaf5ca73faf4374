import assert from "node:assert/strict";
import { call } from "../../provider/qcloud/request.ts";
import { flattenParams, signature, stringToSign } from "../../provider/qcloud/sign.ts";
import { reset, scopeFor, secretKey, withServer } from "./support.ts";

const read = { repeat: "freely", busy: "wait" } as const;

describe("call", () => {
  it("sends a signed GET with everything in the query", () =>
    withServer([{ code: 0, message: "", data: { a: 1 } }], async (server) => {
      const envelope = await call(scopeFor(server.url), "DescribeVpnConn", { vpnConnId: "vpnx-ol6bcqp0" }, read);
      assert.deepEqual(envelope["data"], { a: 1 });
      const [request] = server.requests;
      assert.ok(request);
      assert.equal(request.method, "GET");
      assert.equal(request.body, "");
      const { Signature, ...signed } = request.params;
      const text = stringToSign(
        { method: "GET", host: new URL(server.url).host, path: "/v2/index.php" },
        flattenParams(signed),
      );
      assert.equal(Signature, signature(text, secretKey, "HmacSHA256"));
    }));

  it("repeats a read after a reset connection, newly signed", () =>
    withServer([reset, { code: 0 }], async (server) => {
      await call(scopeFor(server.url), "DescribeVpnConn", {}, read);
      const [first, second] = server.requests;
      assert.notEqual(first?.params["Nonce"], second?.params["Nonce"]);
      assert.notEqual(first?.params["Signature"], second?.params["Signature"]);
    }));
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Client } from "../../provider/api/http/client.ts";
import { sameId } from "../../provider/api/ids.ts";
import { canonicalRegion, sameRegion } from "../../provider/api/regions.ts";
import { adviceFor } from "../../provider/api/v2/error-codes.ts";
import { deadlineIn } from "../../provider/util/deadline.ts";
import { settingsFor } from "./support.ts";

const made = (endpoint: string, more: object = {}): Client => new Client(settingsFor(endpoint, more));

describe("a client", () => {
  for (const [given, url, host] of [
    ["https://vpc.api.qcloud.com/v2/index.php", "https://vpc.api.qcloud.com/v2/index.php", "vpc.api.qcloud.com"],
    ["https://vpc.api.qcloud.com", "https://vpc.api.qcloud.com/v2/index.php", "vpc.api.qcloud.com"],
    ["https://vpc.api.qcloud.com/", "https://vpc.api.qcloud.com/v2/index.php", "vpc.api.qcloud.com"],
    ["https://VPC.example.com:443/api/", "https://vpc.example.com/api/", "vpc.example.com"],
    ["https://vpc.example.com:8443/x", "https://vpc.example.com:8443/x", "vpc.example.com:8443"],
    [" http://127.0.0.1:8080 ", "http://127.0.0.1:8080/v2/index.php", "127.0.0.1:8080"],
    ["http://127.9.9.9/", "http://127.9.9.9/v2/index.php", "127.9.9.9"],
    ["http://[::1]:80/", "http://[::1]/v2/index.php", "[::1]"],
    ["http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/v2/index.php", "[::ffff:7f00:1]"],
    ["http://localhost:1/", "http://localhost:1/v2/index.php", "localhost:1"],
  ] as const) {
    it(`takes the endpoint ${given}`, () => {
      const client = made(given);
      assert.equal(client.endpoint.url, url);
      assert.equal(client.signedHost, host);
    });
  }

  for (const [given, why] of [
    ["", /is not a URL/],
    ["vpc.api.qcloud.com", /is not a URL/],
    ["vpc.api.qcloud.com:443", /must begin with https/],
    ["ftp://vpc.api.qcloud.com/", /must begin with https/],
    ["https://user:hunter22@vpc.api.qcloud.com/", /user name or password/],
    ["https://vpc.api.qcloud.com/?a=b", /query/],
    ["https://vpc.api.qcloud.com/#a", /fragment/],
    ["http://vpc.api.qcloud.com/", /plain http/],
    ["http://localhost.example.com/", /plain http/],
    // A resolver may look such a name up like any other.
    ["http://emulator.localhost/", /plain http/],
    ["http://10.0.0.1/", /plain http/],
    ["http://[fe80::1]/", /plain http/],
  ] as const) {
    it(`refuses the endpoint ${JSON.stringify(given)} and says where it came from`, () => {
      assert.throws(
        () => made(given, { endpointSource: "qcloud:endpoint" }),
        (error: Error) =>
          error instanceof TypeError &&
          why.test(error.message) &&
          error.message.includes("qcloud:endpoint") &&
          !error.message.includes("hunter22"),
      );
    });
  }

  it("says which host it signs for where that is not the endpoint's", () => {
    const behindProxy = made("https://vpc.example.com/", { signHost: "inner.example.com:8443" });
    const described =
      "https://vpc.example.com/v2/index.php (from the test; signed for the host inner.example.com:8443)";
    assert.equal(behindProxy.describeEndpoint(), described);
    const own = made("https://vpc.example.com/", { signHost: "vpc.example.com" });
    assert.equal(own.describeEndpoint(), "https://vpc.example.com/v2/index.php (from the test)");
    const { advice } = adviceFor({ errorKind: "auth", apiCode: "4100", codeDesc: "" }, behindProxy, "gz");
    assert.ok(advice?.includes(described), advice);
  });

  it("takes plain http to any host when that is allowed", () => {
    assert.equal(made("http://10.0.0.1/", { allowHttp: true }).endpoint.https, false);
  });

  it("signs another host when told to", () => {
    assert.equal(made("https://proxy.example.com/", { signHost: "vpc.internal:8443" }).signedHost, "vpc.internal:8443");
    assert.throws(() => made("https://proxy.example.com/", { signHost: "https://vpc.internal" }), /signHost/);
  });

  it("refuses a ca that holds no certificate", () => {
    const pem = readFileSync(new URL("../fixtures/tls/cert.pem", import.meta.url), "utf8");
    assert.equal(made("https://vpc.example.com/", { ca: pem }).trusted?.at(-1), pem);
    assert.throws(() => made("https://vpc.example.com/", { ca: "/etc/ca.pem" }), /ca must contain certificates/);
  });

  it("refuses a request timeout that is none", () => {
    for (const requestTimeoutMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => made("https://vpc.example.com/", { requestTimeoutMs }), /requestTimeoutMs/);
    }
    assert.equal(made("https://vpc.example.com/").requestTimeoutMs, 30_000);
  });

  it("describes its account without anything that could be used", () => {
    const text = made("https://vpc.example.com/").describeCredentials();
    assert.equal(text, "SecretId exam...0001 from the test's account");
  });
});

describe("regions", () => {
  it("reads short codes as long ones and passes others through", () => {
    assert.equal(canonicalRegion("gz"), "ap-guangzhou");
    assert.equal(canonicalRegion("use"), "na-ashburn");
    assert.equal(canonicalRegion("ap-guangzhou"), "ap-guangzhou");
    assert.equal(canonicalRegion("moon-1"), "moon-1");
    assert.equal(canonicalRegion(" GZ "), "ap-guangzhou");
    assert.equal(canonicalRegion("Moon-1"), "Moon-1");
    assert.equal(canonicalRegion("constructor"), "constructor");
  });

  it("compares regions in either form", () => {
    assert.ok(sameRegion("gz", "ap-guangzhou"));
    assert.ok(sameRegion("moon-1", "moon-1"));
    assert.ok(!sameRegion("gz", "gzopen"));
    assert.ok(sameRegion(" AP-Guangzhou ", "GZ"));
    assert.ok(sameRegion("Moon-1", "moon-1 "));
  });
});

describe("ids", () => {
  const id = { unified: "vpnx-ol6bcqp0", legacy: "399" };

  it("are the same in either form and never by a part", () => {
    assert.ok(sameId(id, "vpnx-ol6bcqp0"));
    for (const same of [" 399 ", "0399", "VPNX-OL6BCQP0"]) {
      assert.ok(sameId(id, same), same);
    }
    for (const other of ["", " ", "vpnx-ol6bcqp", "39", "3990"]) {
      assert.ok(!sameId(id, other));
    }
  });

  it("that an answer left out are nobody's", () => {
    assert.ok(!sameId({ unified: "", legacy: "" }, ""));
  });
});

describe("a deadline", () => {
  it("counts down to 0 and never below", () => {
    const deadline = deadlineIn(0);
    assert.equal(deadline.remainingMs(), 0);
    assert.ok(deadline.elapsedMs() >= 0);
    assert.equal(deadlineIn(Number.POSITIVE_INFINITY).remainingMs(), Number.POSITIVE_INFINITY);
  });

  it("needs a number of milliseconds", () => {
    for (const ms of [-1, Number.NaN]) {
      assert.throws(() => deadlineIn(ms), RangeError);
    }
  });
});

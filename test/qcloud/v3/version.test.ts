import assert from "node:assert/strict";
import { sameCloud } from "../../../provider/api/index.ts";
import { deleteVpnConn } from "../../../provider/api/v2/vpn-conn.ts";
import { endpointIn, publicEndpoint, versionAt } from "../../../provider/api/version.ts";
import { failure, scopeFor, withServer } from "../support.ts";

const V2 = "https://vpc.api.qcloud.com/v2/index.php";
const V3 = "https://vpc.tencentcloudapi.com/";
const INTL = "https://vpc.intl.tencentcloudapi.com/";
const FINANCE = "https://vpc.ap-shanghai-fsi.tencentcloudapi.com/";
const TCE = ["https://vpc.api.cloud.example/v2/index.php", "https://vpc.api3.cloud.example/"] as const;

describe("the version of the API", () => {
  for (const [endpoint, version] of [
    [V2, "2.0"],
    [V3, "3.0"],
    [INTL, "3.0"],
    [FINANCE, "3.0"],
    [TCE[0], "2.0"],
    [TCE[1], "3.0"],
    [" HTTPS://VPC.API3.CLOUD.EXAMPLE ", "3.0"],
    ["https://tencentcloudapi.com.example/", "2.0"],
    ["https://nottencentcloudapi.com/", "2.0"],
    ["http://127.0.0.1:1/", "2.0"],
    ["nonsense", "2.0"],
  ] as const) {
    it(`is ${version} at ${endpoint.trim()}`, () => {
      assert.equal(versionAt(endpoint), version);
    });
  }

  it("has its public hosts, and a finance region has its own in API 3.0 alone", () => {
    assert.equal(publicEndpoint("2.0", "china"), V2);
    assert.equal(publicEndpoint("3.0", "china"), V3);
    assert.equal(publicEndpoint("3.0", "intl"), INTL);
    assert.equal(endpointIn(V3, "ap-shanghai-fsi"), FINANCE);
    assert.equal(endpointIn(V3, "ap-guangzhou"), V3);
    for (const other of [V2, INTL, TCE[1]]) {
      assert.equal(endpointIn(other, "ap-shanghai-fsi"), other);
    }
  });
});

describe("two endpoints", () => {
  for (const [recorded, endpoint, declared, isSame] of [
    [V2, V3, [], true],
    [V3, V2, [], true],
    [V2, FINANCE, [], true],
    [V3, INTL, [], false],
    [INTL, V2, [], false],
    [INTL, INTL, [], true],
    [TCE[0], TCE[1], [], false],
    [TCE[0], TCE[1], [TCE[0]], true],
    [TCE[1], TCE[0], [TCE[0]], false],
    [V2, TCE[1], [TCE[0]], false],
    ["https://vpc.tencentcloudapi.com.example/", V3, [], false],
  ] as const) {
    const how = declared.length === 0 ? "" : ` with ${declared.join()} declared`;
    it(`are ${isSame ? "one cloud" : "two clouds"}: ${recorded}, ${endpoint}${how}`, () => {
      assert.equal(sameCloud(recorded, endpoint, declared), isSame);
    });
  }
});

describe("a closed API 2.0", () => {
  for (const code of [4104, 4300, 6100]) {
    it(`may be why a call is refused with ${code}, and the error says how to set 3.0`, () =>
      withServer([{ code, message: "no" }], async (server) => {
        const ref = { vpcId: "vpc-03vihbk9", vpnGwId: "vpngw-dystbrkv", vpnConnId: "vpnx-ol6bcqp0" };
        const error = await failure(deleteVpnConn(scopeFor(server.url), ref));
        assert.match(error.message, /If API 2\.0 is closed for this account, set qcloud:api or QCLOUD_API to 3\.0/);
      }));
  }

  it("is not suspected for another refusal", () =>
    withServer([{ code: 4101, message: "no" }], async (server) => {
      const ref = { vpcId: "vpc-03vihbk9", vpnGwId: "vpngw-dystbrkv", vpnConnId: "vpnx-ol6bcqp0" };
      assert.doesNotMatch((await failure(deleteVpnConn(scopeFor(server.url), ref))).message, /closed/);
    }));
});

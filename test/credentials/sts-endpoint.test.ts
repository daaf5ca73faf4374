import assert from "node:assert/strict";
import { stsEndpoint } from "../../provider/settings/credentials/sts-endpoint.ts";

describe("the endpoint of sts", () => {
  const given = (value: string) => ({ value, source: "the setting" });
  for (const [endpoint, is] of [
    ["https://vpc.api.qcloud.com/v2/index.php", "https://sts.tencentcloudapi.com/"],
    ["https://vpc.tencentcloudapi.com/", "https://sts.tencentcloudapi.com/"],
    ["https://vpc.ap-shanghai-fsi.tencentcloudapi.com/", "https://sts.ap-shanghai-fsi.tencentcloudapi.com/"],
    ["http://vpc.api3.cloud.example:8080/", "https://sts.api3.cloud.example/"],
  ] as const) {
    it(`is ${is} beside ${endpoint}`, () => {
      assert.equal(stsEndpoint(undefined, endpoint), is);
    });
  }

  it("is the one that is given", () => {
    assert.equal(stsEndpoint(given(" HTTPS://STS.cloud.example:8443 "), "x"), "https://sts.cloud.example:8443/");
    assert.equal(stsEndpoint(given("http://127.0.0.1:8600/"), "x"), "http://127.0.0.1:8600/");
  });

  for (const [what, value, says] of [
    [
      "derived from another host",
      undefined,
      /the endpoint http:\/\/127\.0\.0\.1.* QCLOUD_STS_ENDPOINT or qcloud:stsEndpoint/,
    ],
    ["no URL", "sts.cloud.example", /^the endpoint of sts from the setting is not a URL such as/],
    ["with a path", "https://sts.cloud.example/v2", /must contain a scheme, a host and a port, and nothing else$/],
    ["with a password", "https://a:canary@sts.cloud.example/", /a host and a port, and nothing else$/],
    [
      "plain http",
      "http://sts.cloud.example/",
      /is plain http to sts\.cloud\.example, which would disclose credentials/,
    ],
  ] as const) {
    it(`is never ${what}`, () => {
      assert.throws(
        () => stsEndpoint(value === undefined ? undefined : given(value), "http://127.0.0.1/v2/index.php"),
        (error: Error) => {
          assert.match(error.message, says);
          assert.doesNotMatch(error.message, /canary/);
          return true;
        },
      );
    });
  }
});

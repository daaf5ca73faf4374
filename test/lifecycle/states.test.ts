import assert from "node:assert/strict";
import { readRecordedUserGateway } from "../../provider/lifecycle/user-gateway/recorded.ts";
import { readRecorded } from "../../provider/lifecycle/vpn-connection/recorded.ts";
import { outputs } from "./fixtures.ts";

describe("a state of a development version of 0.2.0, with origin in place of __origin", () => {
  it("is read as the present one, of a tunnel", () => {
    const { __origin: origin, ...rest } = outputs;
    const [before, now] = [readRecorded("vpnx-ol6bcqp0", { ...rest, origin }), readRecorded("vpnx-ol6bcqp0", outputs)];
    assert.deepEqual(before.origin, now.origin);
    assert.deepEqual(before.outputs, now.outputs);
    assert.ok(!("origin" in before.outputs));
  });

  it("is read as the present one, of a peer gateway", () => {
    const origin = { endpoint: "https://cloud.test/v2/index.php", userGw: { unified: "cgw-e098slul", legacy: "315" } };
    const rest = { region: "ap-guangzhou", userGwAddr: "203.0.113.7" };
    const before = readRecordedUserGateway("cgw-e098slul", { ...rest, origin });
    assert.deepEqual(before.origin, origin);
    assert.deepEqual(before.outputs, { ...rest, __origin: origin });
  });
});

import assert from "node:assert/strict";
import { call, emulatorEach } from "../support.ts";
import { type CallOptions3, call3 } from "./support.ts";

describe("emulator rates of API 3.0", () => {
  let now = 0;
  const emulator = emulatorEach(() => {
    now = Math.ceil(Date.now() / 1000) * 1000;
    return { clock: () => now, rates: { DescribeVpcs: 2, DescribeVpcTaskResult: 1 } };
  });
  const codeOf = async (action: string, options: CallOptions3 = {}): Promise<string | undefined> =>
    (await call3(emulator(), action, action === "DescribeVpcTaskResult" ? { TaskId: "x" } : {}, options)).code;
  const limited = "RequestLimitExceeded";

  it("are counted for each action in whole seconds", async () => {
    now += 900;
    assert.deepEqual([await codeOf("DescribeVpcs"), await codeOf("DescribeVpcs")], [undefined, undefined]);
    assert.equal(await codeOf("DescribeVpcs"), limited);
    assert.equal(await codeOf("DescribeVpcTaskResult"), "ResourceNotFound");
    assert.equal(await codeOf("DescribeVpcTaskResult"), limited);
    assert.equal(await codeOf("DescribeVpnGateways"), undefined);
    now += 100;
    assert.equal(await codeOf("DescribeVpcs"), undefined);
  });

  it("are counted for each key pair, and not on API 2.0", async () => {
    emulator().addAccount({ secretId: "second", secretKey: "k", account: emulator().secretId });
    assert.equal(await codeOf("DescribeVpcTaskResult"), "ResourceNotFound");
    assert.equal(await codeOf("DescribeVpcTaskResult"), limited);
    assert.equal(await codeOf("DescribeVpcTaskResult", { secretId: "second", secretKey: "k" }), "ResourceNotFound");
    assert.equal((await call(emulator(), "DescribeVpcTaskResult", { taskId: 1 })).json.code, 5000);
  });

  it("are those that the vendor documents with a switch; an own number takes precedence", async () => {
    emulator().configure({ rates: { DescribeVpcs: 1, DescribeVpnGateways: 0 }, set: { documentedRates: "on" } });
    for (let count = 0; count < 20; count += 1) {
      assert.equal(await codeOf("DescribeVpcTaskResult"), "ResourceNotFound");
    }
    assert.equal(await codeOf("DescribeVpcTaskResult"), limited);
    assert.deepEqual([await codeOf("DescribeVpcs"), await codeOf("DescribeVpcs")], [undefined, limited]);
    for (let count = 0; count < 301; count += 1) {
      assert.equal(await codeOf("DescribeVpnGateways"), undefined);
    }
    emulator().configure({ rates: {} });
    now += 1000;
    assert.deepEqual([await codeOf("DescribeVpcs"), await codeOf("DescribeVpcs")], [undefined, undefined]);
  });

  it("are changed on the control path, and take actions of API 3.0 and whole numbers alone", async () => {
    const patch = async (rates: object) => {
      const response = await fetch(`${emulator().control}/settings`, {
        method: "PATCH",
        body: JSON.stringify({ rates }),
      });
      return response.status === 200 ? "" : ((await response.json()) as { error: string }).error;
    };
    assert.equal(await patch({ DescribeVpcs: 1 }), "");
    assert.deepEqual([await codeOf("DescribeVpcs"), await codeOf("DescribeVpcs")], [undefined, limited]);
    assert.match(
      await patch({ DescribeVpcEx: 1 }),
      /^rates: DescribeVpcEx is no action of API 3\.0; there is CreateVpn/,
    );
    assert.match(await patch({ DescribeVpcs: 1.5 }), /^rates\.DescribeVpcs takes a whole number from 0 to 1000000$/);
    assert.throws(() => emulator().configure({ rates: { constructor: 1 } as never }), /is no action of API 3\.0/);
  });
});

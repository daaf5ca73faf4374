import assert from "node:assert/strict";
import { createServer } from "node:net";
import { describeEngine } from "./support/suite.ts";
import { actions, recorded, standing, tunnelProgram, withTunnel } from "./support/tunnels.ts";

/** Frames of our own code: a user has no use for them. */
const OUR_STACK = /\bat .*(?:provider|lifecycle|qcloud)\//;

describeEngine("what is refused", () => {
  it("invalid arguments: one failure for each property, before any call", async () => {
    const program = tunnelProgram({
      vpcId: "my-vpc",
      preSharedKey: "@canary-refused-key",
      userGwCidrBlock: ["172.16.10.0"],
      ikeSet: { dhGroupName: "group99" },
    });
    await withTunnel({ stack: { program } }, async ({ stack, emulator }) => {
      const { output } = await stack.up({ expect: "failure" });
      for (const expected of [
        /vpcId must be a VPC id such as /,
        /preSharedKey must not begin with @/,
        /userGwCidrBlock\.0 must be an IPv4 network /,
        /ikeSet\.dhGroupName must be one of group1,/,
      ]) {
        assert.match(output, expected);
      }
      assert.doesNotMatch(output, /canary-refused-key/);
      assert.doesNotMatch(output, OUR_STACK);
      assert.deepEqual(actions(emulator), []);
    });
  });

  it("wrong credentials: one message that names their source", async () => {
    const env = { TENCENTCLOUD_SECRET_KEY: "canary-wrong-secret-key" };
    await withTunnel({ stack: { env } }, async ({ stack }) => {
      const { output } = await stack.up({ expect: "failure" });
      assert.match(output, /4100/);
      assert.match(output, /TENCENTCLOUD_SECRET_ID/);
      assert.doesNotMatch(output, /canary-wrong-secret-key/);
      assert.doesNotMatch(output, OUR_STACK);
    });
  });

  it("no credentials: one message that says how to set them", async () => {
    const env = { TENCENTCLOUD_SECRET_ID: undefined, TENCENTCLOUD_SECRET_KEY: undefined };
    await withTunnel({ stack: { env } }, async ({ stack, emulator }) => {
      const { output } = await stack.up({ expect: "failure" });
      assert.match(
        output,
        /no credentials: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY.*pulumi config set --secret/,
      );
      assert.doesNotMatch(output, OUR_STACK);
      assert.deepEqual(actions(emulator), []);
    });
  });

  it("a wrong region: one message that names the region and its source", async () => {
    await withTunnel({ stack: { env: { TENCENTCLOUD_REGION: "ap-shanghai" } } }, async ({ stack, emulator }) => {
      const { output } = await stack.up({ expect: "failure" });
      assert.match(output, /in region ap-shanghai \(the default from .*TENCENTCLOUD_REGION/);
      assert.doesNotMatch(output, OUR_STACK);
      assert.deepEqual(standing(emulator), []);
    });
  });

  it("an unreachable endpoint: one message that names it and its source, in up and in destroy", async () => {
    await withTunnel({}, async ({ stack, emulator }) => {
      await stack.up();
      const env = { QCLOUD_VPC_ENDPOINT: `http://127.0.0.1:${await closedPort()}/v2/index.php` };
      const { output } = await stack.destroy({ expect: "failure", env });
      assert.match(output, /127\.0\.0\.1:\d+.*QCLOUD_VPC_ENDPOINT/);
      assert.doesNotMatch(output, OUR_STACK);
      assert.equal((await recorded(stack)).length, 1);
      assert.equal(standing(emulator).length, 1);
      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
    });
  });

  it("plain http to another machine, unless it is allowed", async () => {
    const env = { QCLOUD_VPC_ENDPOINT: "http://vpn.invalid/v2/index.php" };
    await withTunnel({ stack: { env } }, async ({ stack }) => {
      const { output } = await stack.up({ expect: "failure" });
      assert.match(output, /QCLOUD_VPC_ENDPOINT/);
      assert.match(output, /allowHttp/);
      assert.doesNotMatch(output, OUR_STACK);
    });
  });
});

/** A port of loopback on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

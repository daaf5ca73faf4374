import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { assumedRole } from "../../provider/api/credentials/sts.ts";
import { failure } from "../qcloud/support.ts";
import { withConnectProxy } from "../support/connect-proxy.ts";
import { stsAnswer, temporary, withRoleServices } from "./services.ts";

const pem = (name: string): string => readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), "utf8");

describe("sts behind a proxy", () => {
  it("is reached through it, with the certificate of the cloud", async () => {
    const [cert, key] = [pem("cloud-cert"), pem("cloud-key")];
    const server = createServer({ cert, key }, (_request, response) => void response.end(JSON.stringify(stsAnswer(1))));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port: to } = server.address() as AddressInfo;
    try {
      await withConnectProxy({ to }, async ({ port, connects }) => {
        const proxy = { url: `http://user:canary-password@127.0.0.1:${port}`, source: "HTTPS_PROXY" };
        const by = { secretId: "a", secretKey: "b", source: "s" };
        const role = { name: "the role", roleArn: "r", by };
        const endpoint = "https://vpc.cloud.example/";
        const { secretId } = await assumedRole({ endpoint, proxy, ca: cert }, role).current();
        assert.equal(secretId, temporary(1).TmpSecretId);
        assert.deepEqual(
          connects.map(({ target }) => target),
          ["vpc.cloud.example:443"],
        );
        const { message } = await failure(assumedRole({ endpoint, proxy }, role).current());
        assert.match(message, /AssumeRole at https:\S+ through the proxy .*no connection \(DEPTH_ZERO.*QCLOUD_CA_FILE/);
        assert.doesNotMatch(message, /canary/);
      });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

describe("sts on this machine", () => {
  it("is never reached through a proxy", () =>
    withRoleServices(
      () => stsAnswer(1),
      async ({ sts: endpoint }) => {
        const proxy = { url: "http://127.0.0.1:1", source: "HTTPS_PROXY" };
        const by = { secretId: "a", secretKey: "b", source: "s" };
        const { secretId } = await assumedRole({ endpoint, proxy }, { name: "the role", roleArn: "r", by }).current();
        assert.equal(secretId, temporary(1).TmpSecretId);
      },
    ));
});

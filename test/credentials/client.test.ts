import assert from "node:assert/strict";
import { startEmulator } from "../../emulator/index.ts";
import { connect } from "../../provider/api/connect.ts";
import { QcloudTransportError } from "../../provider/api/errors.ts";
import { Client, type CredentialSource } from "../../provider/api/http/client.ts";
import { listVpnConns } from "../../provider/api/v2/vpn-conn.ts";
import { deadlineIn } from "../../provider/util/deadline.ts";
import { failure, settingsFor } from "../qcloud/support.ts";
import { temporary, withRoleServices } from "./services.ts";

describe("a client with the credentials of a role", () => {
  it("signs each request with those that are valid then, and hides all of them", async () => {
    const emulator = await startEmulator({});
    let number = 1;
    const current: CredentialSource = {
      key: "the test of the client",
      current: async () => {
        const { TmpSecretId: secretId, TmpSecretKey: secretKey, Token: token } = temporary(number);
        return { secretId, secretKey, token, source: "the role", renewedBy: current };
      },
    };
    try {
      const { TmpSecretId: secretId, TmpSecretKey: secretKey, Token: token } = temporary(2);
      emulator.addAccount({ secretId, secretKey, token, account: emulator.secretId });
      const client = new Client(settingsFor(emulator.url, { credentials: await current.current() }));
      const scope = { client, region: "gz", deadline: deadlineIn(10_000) };
      assert.match((await failure(listVpnConns(scope, {}))).message, /SecretId cana\.\.\.id-1 from the role/);
      number = 2;
      assert.deepEqual(await listVpnConns(scope, {}), []);
      assert.match(client.describeCredentials(), /SecretId cana\.\.\.id-2 from the role/);
      for (const each of [1, 2]) {
        const { TmpSecretKey, Token } = temporary(each);
        assert.equal(client.redactor.clean(`a ${TmpSecretKey} b ${Token}`), "a [redacted] b [redacted]");
      }
      client.close();
    } finally {
      await emulator.stop();
    }
  });

  it("signs those of API 3.0 with them, and sends their token", () =>
    withRoleServices(
      () => ({ Response: { VpcSet: [], TotalCount: 0, RequestId: "a-request-id" } }),
      async ({ sts: endpoint, asked }) => {
        let number = 0;
        const current: CredentialSource = {
          key: "the test of API 3.0",
          current: async () => {
            number += 1;
            const { TmpSecretId: secretId, TmpSecretKey: secretKey, Token: token } = temporary(number);
            return { secretId, secretKey, token, source: "the role", renewedBy: current };
          },
        };
        const api = connect(settingsFor(endpoint, { api: "3.0", credentials: await current.current() }));
        await api.listVpcs({ region: "gz", deadline: deadlineIn(10_000) }, {});
        await api.listVpcs({ region: "gz", deadline: deadlineIn(10_000) }, {});
        assert.deepEqual(
          asked.map(({ headers }) => [
            /Credential=([^/]*)/.exec(headers.authorization ?? "")?.[1],
            headers["x-tc-token"],
          ]),
          [2, 3].map((each) => [temporary(each).TmpSecretId, temporary(each).Token]),
        );
      },
    ));

  it("repeats a write whose credentials cannot be renewed for a while, because it was not sent", async () => {
    const emulator = await startEmulator({});
    const { secretId, secretKey } = emulator;
    let failures = 2;
    const current: CredentialSource = {
      key: "the test of the retry",
      current: async () => {
        if (failures > 0) {
          failures -= 1;
          throw new QcloudTransportError({ action: "x", unsent: true, retryable: true, message: "nobody there" });
        }
        return { secretId, secretKey, source: "the role" };
      },
    };
    try {
      const credentials = { secretId, secretKey, source: "the role", renewedBy: current };
      const api = connect(settingsFor(emulator.url, { credentials }));
      const call = { region: "gz", deadline: deadlineIn(10_000) };
      assert.match(await api.addUserGw(call, { name: "office", address: "203.0.113.9" }), /^cgw-/);
      assert.equal(emulator.calls().filter(({ action }) => action === "AddUserGw").length, 1);
      failures = Number.POSITIVE_INFINITY;
      const { message } = await failure(api.listUserGws({ region: "gz", deadline: deadlineIn(700) }));
      assert.match(message, /^DescribeUserGw: no usable answer in the time allowed .*last seen: nobody there$/);
    } finally {
      await emulator.stop();
    }
  });

  it("is the same for their successors, and another for another role", () => {
    const role = (key: string): CredentialSource => ({ key, current: () => assert.fail("not asked") });
    const api = (secretId: string, renewedBy?: CredentialSource) => {
      const credentials = { secretId, secretKey: "k", source: "s", ...(renewedBy === undefined ? {} : { renewedBy }) };
      return connect(settingsFor("https://vpc.cloud.example/v2/index.php", { credentials }));
    };
    assert.equal(api("first", role("a")), api("second", role("a")));
    assert.notEqual(api("first", role("a")), api("first", role("b")));
    assert.notEqual(api("first"), api("second"));
  });
});

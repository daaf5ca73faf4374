import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { startEmulator } from "../../../emulator/index.ts";
import { call, emulatorEach } from "../support.ts";
import { authorization, type CallOptions3, call3, makeTunnel3, seed3, tunnel3 } from "./support.ts";

const seconds = (): number => Math.floor(Date.now() / 1000);
const pem = (name: string): string => readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url), "utf8");

describe("emulator requests of API 3.0", () => {
  const emulator = emulatorEach();
  const codeOf = async (options: CallOptions3, action = "DescribeVpcs"): Promise<string | undefined> =>
    (await call3(emulator(), action, {}, options)).code;

  it("answers JSON with HTTP 200 and a RequestId, refusals included", async () => {
    const ids = new Set<string>();
    for (const action of ["DescribeVpcs", "Nonsense"]) {
      const { status, headers, response, text } = await call3(emulator(), action);
      assert.equal(status, 200);
      assert.equal(headers.get("content-type"), "application/json; charset=utf-8");
      assert.match(response.RequestId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      assert.deepEqual(Object.keys(JSON.parse(text)), ["Response"]);
      ids.add(response.RequestId);
    }
    assert.equal(ids.size, 2);
    const { response } = await call3(emulator(), "Nonsense");
    assert.deepEqual(response.Error, { Code: "InvalidAction", Message: "the action does not exist" });
  });

  it("leaves requests that are none of API 3.0 as they are", async () => {
    assert.match(await (await fetch(emulator().api3Url)).text(), /<title>VPC emulator<\/title>/);
    assert.equal((await fetch(emulator().api3Url, { method: "POST", body: "{}" })).status, 404);
    assert.deepEqual(emulator().calls(), []);
  });

  it("accepts a signature for the host with its port and without it, and for no other", async () => {
    const { host, hostname } = new URL(emulator().api3Url);
    assert.notEqual(host, hostname);
    for (const [signed, code] of [
      [host, undefined],
      [hostname, undefined],
      ["vpc.tencentcloudapi.com", "AuthFailure.SignatureFailure"],
    ] as const) {
      assert.equal(await codeOf({ host: signed }), code, signed);
    }
    emulator().configure({ set: { signHost: "vpc.tencentcloudapi.com" } });
    assert.equal(await codeOf({ host: "vpc.tencentcloudapi.com" }), undefined);
    assert.equal(await codeOf({ host }), "AuthFailure.SignatureFailure");
  });

  it("accepts the product of the action, and the one that the vendor's SDK makes of the host", async () => {
    assert.equal(await codeOf({ service: "127" }), undefined);
    assert.equal(await codeOf({ service: "cvm" }), "AuthFailure.SignatureFailure");
    assert.equal(await codeOf({ service: "sts" }), "AuthFailure.SignatureFailure");
  });

  it("verifies headers that are signed in addition", async () => {
    const signed = { "x-tc-action": "DescribeVpcs" };
    assert.equal(await codeOf({ signed }), undefined);
    assert.equal(
      await codeOf({ signed, tamper: { "x-tc-action": "DescribeVpnGateways" } }),
      "AuthFailure.SignatureFailure",
    );
    assert.equal(
      await codeOf({ signed: { constructor: "x" }, tamper: { constructor: "" } }),
      "AuthFailure.SignatureFailure",
    );
  });

  it("says what is wrong with who signed", async () => {
    const key = { secretKey: "x" };
    for (const [options, code] of [
      [{ tamper: { authorization: "" } }, "AuthFailure.InvalidAuthorization"],
      [{ tamper: { authorization: "Basic eA==" } }, "AuthFailure.InvalidAuthorization"],
      [{ secretId: "nobody", token: "t" }, "AuthFailure.SecretIdNotFound"],
      [{ ...key, token: "t" }, "AuthFailure.TokenFailure"],
      [{ ...key, timestamp: 1 }, "AuthFailure.SignatureFailure"],
      [{ sentBody: '{"a":1}' }, "AuthFailure.SignatureFailure"],
      [{ tamper: { "content-type": "application/json; charset=utf-8" } }, "AuthFailure.SignatureFailure"],
      [{ timestamp: seconds() - 310 }, "AuthFailure.SignatureExpire"],
      [{ timestamp: seconds() + 310 }, "AuthFailure.SignatureExpire"],
      [{ timestamp: seconds() - 290 }, undefined],
      [{ timestamp: seconds() + 290 }, undefined],
      [{ tamper: { "x-tc-timestamp": "" } }, "MissingParameter"],
      [{ tamper: { "x-tc-timestamp": "1e3" } }, "InvalidParameterValue"],
    ] as const) {
      assert.equal(await codeOf(options), code, JSON.stringify(options));
    }
  });

  it("takes the token of a temporary key pair, and follows the server's clock", async () => {
    emulator().addAccount({ secretId: "temporary", secretKey: "k", token: "t" });
    const key = { secretId: "temporary", secretKey: "k" };
    assert.equal(await codeOf(key), "AuthFailure.TokenFailure");
    assert.equal(await codeOf({ ...key, token: "t" }), undefined);
    emulator().configure({ clockOffset: 3600 });
    assert.equal(await codeOf({}), "AuthFailure.SignatureExpire");
    assert.equal(await codeOf({ timestamp: seconds() + 3600 }), undefined);
  });

  it("accepts the same request twice: there is no nonce", async () => {
    const timestamp = seconds();
    assert.equal(await codeOf({ timestamp }), undefined);
    assert.equal(await codeOf({ timestamp }), undefined);
  });

  it("checks version, form and region in this order, after the action", async () => {
    const bad = { version: "2020-01-01", body: "{", region: "gz" };
    for (const [options, code, action] of [
      [bad, "InvalidAction", "Nonsense"],
      [bad, "NoSuchVersion", "DescribeVpcs"],
      [{ ...bad, tamper: { "x-tc-version": "" } }, "MissingParameter", "DescribeVpcs"],
      [{ body: "{", region: "gz" }, "InvalidRequest", "DescribeVpcs"],
      [{ body: "", region: "gz" }, "InvalidRequest", "DescribeVpcs"],
      [{ signed: { "content-type": "text/plain" } }, "InvalidRequest", "DescribeVpcs"],
      [{ region: "gz" }, "UnsupportedRegion", "DescribeVpcs"],
      [{ region: "nowhere" }, "UnsupportedRegion", "DescribeVpcs"],
      [{ tamper: { "x-tc-region": "" } }, "MissingParameter", "DescribeVpcs"],
      [{ region: "ap-shanghai" }, undefined, "DescribeVpcs"],
    ] as const) {
      assert.equal(await codeOf(options, action), code, JSON.stringify(options));
    }
    emulator().configure({ set: { regions: "any" } });
    assert.equal(await codeOf({ region: "nowhere" }), undefined);
  });

  it("refuses parameters that an action does not know, lacks, or that are of the wrong type or value", async () => {
    for (const [parameters, code, message] of [
      [{ Limit: 5, Nonsense: "x", VpnConnectionIds: "x" }, "UnknownParameter", '"Nonsense" is not recognized'],
      [{ Filters: [{ Name: "vpc-id", Values: [], X: 1 }] }, "UnknownParameter", '"Filters.0.X" is not recognized'],
      [{ Filters: [{ Name: "vpc-id" }], Limit: "5" }, "MissingParameter", "Filters.0.Values is missing"],
      [{ Limit: "5" }, "InvalidParameter", "Limit is of the wrong type"],
      [{ Limit: null }, "InvalidParameter", "Limit is of the wrong type"],
      [{ VpnConnectionIds: "vpnx-1" }, "InvalidParameter", "VpnConnectionIds is of the wrong type"],
      [[], "InvalidParameter", "the body is of the wrong type"],
      [{ Limit: 101 }, "InvalidParameterValue", undefined],
      [{ Offset: -1 }, "InvalidParameterValue", undefined],
    ] as const) {
      const { code: answered, response } = await call3(emulator(), "DescribeVpnConnections", parameters);
      assert.equal(answered, code, JSON.stringify(parameters));
      assert.equal(response.Error.Message, message ?? response.Error.Message);
    }
  });

  it("refuses a body of more than 10 MB", async () => {
    const long = (bytes: number) => call3(emulator(), "DescribeVpcs", {}, { body: `{}${" ".repeat(bytes - 2)}` });
    assert.equal((await long(10 * 1024 * 1024)).code, undefined);
    assert.equal((await long(10 * 1024 * 1024 + 1)).code, "RequestSizeLimitExceeded");
  });

  it("survives a body of any depth", async () => {
    const body = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    assert.equal(await codeOf({ body }), "UnknownParameter");
  });

  it("keeps accounts and regions apart", async () => {
    const seeded = emulator().addAccount({ secretId: "other", secretKey: "k" });
    const other = { secretId: "other", secretKey: "k" };
    const ids = async (options: CallOptions3): Promise<string[]> =>
      (await call3(emulator(), "DescribeVpcs", {}, options)).response.VpcSet.map((vpc: { VpcId: string }) => vpc.VpcId);
    assert.deepEqual(await ids({}), [seed3.VpcId]);
    assert.deepEqual(await ids(other), [seeded?.vpc]);
    assert.deepEqual(await ids({ region: "ap-shanghai" }), []);
    const id = await makeTunnel3(emulator());
    const named = { VpnConnectionIds: [id] };
    for (const options of [other, { region: "ap-shanghai" }]) {
      assert.equal((await call3(emulator(), "DescribeVpnConnections", named, options)).code, "ResourceNotFound");
      const rename = { VpnConnectionId: id, VpnConnectionName: "new" };
      const modified = await call3(emulator(), "ModifyVpnConnectionAttribute", rename, options);
      assert.equal(modified.code, "ResourceNotFound");
      assert.equal((await call3(emulator(), "CreateVpnConnection", tunnel3, options)).code, "ResourceNotFound");
    }
  });

  it("records calls of both APIs with the API of each, without secrets", async () => {
    await makeTunnel3(emulator(), { Nonsense: { PreShareKey: "canary-nested", Token: "canary-token" } }).catch(
      () => {},
    );
    await makeTunnel3(emulator());
    await call(emulator(), "DescribeVpcEx");
    const calls = emulator().calls();
    assert.deepEqual(
      calls.map(({ api, method, action, code, codeDesc }) => [api, method, action, code, codeDesc]),
      [
        ["3.0", "POST", "CreateVpnConnection", -1, "UnknownParameter"],
        ["3.0", "POST", "CreateVpnConnection", 0, ""],
        ["2.0", "GET", "DescribeVpcEx", 0, "Success"],
      ],
    );
    const { Region, SecretId, ...rest } = calls[1]?.parameters ?? {};
    assert.deepEqual([Region, SecretId], ["ap-guangzhou", "emulator-secret-id"]);
    assert.equal(rest["SecurityPolicyDatabases.0.RemoteCidrBlock.0"], "172.16.10.0/24");
    assert.doesNotMatch(JSON.stringify(calls), /canary|"Signature"/);
  });

  it("writes a line for each call to the log", async () => {
    const lines: string[] = [];
    const logging = await startEmulator({ log: (line) => lines.push(line) });
    try {
      await makeTunnel3(logging);
      await makeTunnel3(logging).catch(() => {});
    } finally {
      await logging.stop();
    }
    assert.match(lines[0] ?? "", /^\S+ 3\.0 POST CreateVpnConnection 0 \d+ms Region=ap-guangzhou /);
    assert.match(lines[1] ?? "", /^\S+ 3\.0 POST CreateVpnConnection ResourceInUse \d+ms Region=ap-guangzhou /);
    assert.doesNotMatch(lines.join("\n"), /canary/);
  });

  it("is served over HTTPS too", async () => {
    const secure = await startEmulator({ tls: { cert: pem("cert"), key: pem("key") } });
    try {
      assert.match(secure.api3Url, /^https:\/\/127\.0\.0\.1:\d+\/$/);
      const signed = { "content-type": "application/json", host: new URL(secure.api3Url).host };
      const timestamp = seconds();
      const headers = {
        "Content-Type": "application/json",
        "X-TC-Action": "DescribeVpcs",
        "X-TC-Version": "2017-03-12",
        "X-TC-Region": "ap-guangzhou",
        "X-TC-Timestamp": String(timestamp),
        Authorization: authorization(signed, "{}", timestamp, "vpc", secure.secretId, secure.secretKey),
      };
      const text = await new Promise<string>((resolve, reject) => {
        const options = { method: "POST", headers, rejectUnauthorized: false };
        const request = httpsRequest(secure.api3Url, options, (response) => {
          response.setEncoding("utf8").once("data", resolve);
        });
        request.once("error", reject).end("{}");
      });
      assert.equal(JSON.parse(text).Response.TotalCount, 1);
    } finally {
      await secure.stop();
    }
  });

  it("refuses requests of web pages", async () => {
    const response = await fetch(emulator().api3Url, {
      method: "POST",
      headers: { Origin: "https://example.com", "X-TC-Action": "DescribeVpcs" },
      body: "{}",
    });
    assert.equal(response.status, 403);
    assert.deepEqual(emulator().calls(), []);
  });

  it("says which tags resources have, as the product tag", async () => {
    const [tag, other] = [
      { Key: "team", Value: "network" },
      { Key: "site", Value: "depot" },
    ];
    const made = await call3(emulator(), "CreateCustomerGateway", {
      CustomerGatewayName: "office",
      IpAddress: "198.51.100.7",
      Tags: [tag, other],
    });
    const id = made.response.CustomerGateway.CustomerGatewayId;
    const of = {
      ServiceType: "vpc",
      ResourcePrefix: "cgw",
      ResourceIds: ["cgw-aaaaaaaa", id],
      ResourceRegion: "ap-guangzhou",
    };
    const asked = async (more: object) => {
      const options = { service: "tag", version: "2018-08-13" };
      return (await call3(emulator(), "DescribeResourceTagsByResourceIds", { ...of, ...more }, options)).response;
    };
    const all = await asked({});
    assert.equal(all.TotalCount, 2);
    assert.deepEqual(all.Tags[0], {
      TagKey: "team",
      TagValue: "network",
      ResourceId: id,
      ServiceType: "vpc",
      Category: "Custom",
    });
    assert.deepEqual(
      (await asked({ Offset: 1, Limit: 1 })).Tags.map(({ TagKey }: { TagKey: string }) => TagKey),
      ["site"],
    );
    for (const none of [
      { ResourcePrefix: "vpnx" },
      { ResourceRegion: "ap-shanghai" },
      { Category: "System" },
      { ServiceType: "cvm" },
    ]) {
      assert.equal((await asked(none)).TotalCount, 0);
    }
  });

  it("says who calls, as the product sts", async () => {
    emulator().addAccount({ secretId: "second", secretKey: "k", account: emulator().secretId });
    emulator().addAccount({ secretId: "role", secretKey: "k", token: "t", account: emulator().secretId });
    emulator().addAccount({ secretId: "other", secretKey: "k" });
    const who = async (options: CallOptions3) => {
      const sts = { service: "sts", version: "2018-08-13", ...options };
      return (await call3(emulator(), "GetCallerIdentity", {}, sts)).response;
    };
    const { AccountId, RequestId: _id, ...main } = await who({});
    assert.match(AccountId, /^1000\d{8}$/);
    assert.deepEqual(main, {
      Type: "CAMUser",
      UserId: AccountId,
      PrincipalId: AccountId,
      Arn: `qcs::cam:${AccountId}:uin/${AccountId}`,
    });
    const second = await who({ secretId: "second", secretKey: "k" });
    assert.equal(second.AccountId, AccountId);
    assert.notEqual(second.PrincipalId, AccountId);
    const role = await who({ secretId: "role", secretKey: "k", token: "t" });
    assert.deepEqual([role.Type, role.AccountId], ["CAMRole", AccountId]);
    assert.match(role.Arn, new RegExp(`^qcs::sts:${AccountId}:assumed-role/\\d+$`));
    assert.match(role.UserId, /^\d+:emulator$/);
    assert.notEqual((await who({ secretId: "other", secretKey: "k" })).AccountId, AccountId);
    assert.equal((await who({ version: "2017-03-12" })).Error.Code, "NoSuchVersion");
    assert.equal((await who({ service: "vpc" })).Error.Code, "AuthFailure.SignatureFailure");
  });
});

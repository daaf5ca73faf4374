import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import { startEmulator } from "../../emulator/index.ts";
import { call, emulatorEach, makeTunnel, sign, withCommon } from "./support.ts";

const seconds = (): number => Math.floor(Date.now() / 1000);

describe("emulator requests", () => {
  const emulator = emulatorEach();

  it("accepts HmacSHA256, HmacSHA1 and no SignatureMethod, by GET and by POST", async () => {
    for (const method of ["GET", "POST"] as const) {
      for (const SignatureMethod of ["HmacSHA256", "HmacSHA1", undefined, "hmacsha256"]) {
        const answer = await call(emulator(), "DescribeVpcEx", { SignatureMethod }, { method });
        assert.equal(answer.json.code, 0, `${method} ${SignatureMethod}`);
      }
    }
  });

  it("answers JSON with HTTP 200, refusals included", async () => {
    for (const answer of [await call(emulator(), "DescribeVpcEx"), await call(emulator(), "Nonsense")]) {
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("content-type"), "application/json; charset=utf-8");
    }
  });

  it("escapes slashes as the vendor's examples do", async () => {
    assert.match((await call(emulator(), "DescribeVpcEx")).text, /10\.0\.0\.0\\\/16/);
  });

  it("takes POST parameters only from the body", async () => {
    const parameters = withCommon({ Action: "DescribeVpcEx" }, emulator().secretId);
    const signature = sign("POST", new URL(emulator().url).host, parameters, emulator().secretKey);
    const form = new URLSearchParams({ ...parameters, Signature: signature });
    const response = await fetch(`${emulator().url}?${form}`, { method: "POST" });
    assert.equal(((await response.json()) as { code: number }).code, 4000);
  });

  it("refuses in the documented order of checks", async () => {
    const bad = { Timestamp: 1, Region: "nowhere" };
    const wrongKey = { secretKey: "x" };
    const both = { ...wrongKey, secretId: "nobody" };
    const codeOf = async (...args: [string, object, object]): Promise<number> =>
      (await call(emulator(), args[0], args[1] as never, args[2])).json.code;
    for (const name of ["Action", "Timestamp", "Nonce", "SecretId", "Signature"]) {
      assert.equal(await codeOf("Nonsense", bad, { ...both, tamper: { [name]: undefined } }), 4000, name);
    }
    assert.equal(await codeOf("Nonsense", { ...bad, Timestamp: "1e3" }, both), 4000);
    assert.equal(await codeOf("Nonsense", { ...bad, Nonce: "-1" }, both), 4000);
    assert.equal(await codeOf("Nonsense", { ...bad, Token: "t" }, both), 4104);
    assert.equal(await codeOf("Nonsense", { ...bad, Token: "t" }, wrongKey), 4105);
    assert.equal(await codeOf("Nonsense", bad, wrongKey), 4100);
    assert.equal(await codeOf("Nonsense", bad, {}), 4500);
    assert.equal(await codeOf("Nonsense", { Region: "nowhere" }, {}), 6100);
    assert.equal(await codeOf("DescribeVpcEx", { Region: "nowhere" }, {}), 4000);
    assert.equal(await codeOf("DescribeVpcEx", { Region: undefined }, {}), 4000);
    assert.equal(await codeOf("DescribeVpcEx", {}, {}), 0);
  });

  it("answers AuthFailure for a wrong signature, and no codeDesc where no source has one", async () => {
    const wrong = await call(emulator(), "DescribeVpcEx", {}, { tamper: { Region: "sh" } });
    assert.equal(wrong.json.codeDesc, "AuthFailure");
    const unknown = await call(emulator(), "DescribeVpcEx", {}, { secretId: "nobody" });
    assert.equal("codeDesc" in unknown.json, false);
    assert.equal(unknown.json.code, 4104);
  });

  it("signs raw values: reserved characters and Chinese text", async () => {
    const vpcName = "a&b=c +%20 一号 🔑 @x_y";
    for (const method of ["GET", "POST"] as const) {
      assert.equal((await call(emulator(), "DescribeVpcEx", { vpcName }, { method })).json.code, 0);
    }
  });

  it("does not sign a POST parameter that begins with @, so that it may be changed in transit", async () => {
    const parameters = { vpcName: "@home" };
    const tamper = { vpcName: "@elsewhere" };
    assert.equal((await call(emulator(), "DescribeVpcEx", parameters, { method: "POST", tamper })).json.code, 0);
    assert.equal((await call(emulator(), "DescribeVpcEx", parameters, { method: "GET", tamper })).json.code, 4100);
  });

  it("refuses a used nonce only for the same key and second", async () => {
    const again = { Nonce: 7, Timestamp: seconds() };
    assert.equal((await call(emulator(), "DescribeVpcEx", again)).json.code, 0);
    assert.equal((await call(emulator(), "DescribeVpcEx", again)).json.code, 4500);
    assert.equal((await call(emulator(), "DescribeVpcEx", { ...again, Timestamp: seconds() - 5 })).json.code, 0);
    emulator().addAccount({ secretId: "second", secretKey: "k", account: emulator().secretId });
    const other = { secretId: "second", secretKey: "k" };
    assert.equal((await call(emulator(), "DescribeVpcEx", again, other)).json.code, 0);
  });

  it("does not remember the nonce of a request whose signature is wrong", async () => {
    const again = { Nonce: 8, Timestamp: seconds() };
    assert.equal((await call(emulator(), "DescribeVpcEx", again, { secretKey: "x" })).json.code, 4100);
    assert.equal((await call(emulator(), "DescribeVpcEx", again)).json.code, 0);
  });

  it("accepts a Timestamp only within the window on both sides", async () => {
    emulator().configure({ window: 60 });
    for (const [offset, code] of [
      [-50, 0],
      [50, 0],
      [-70, 4500],
      [70, 4500],
    ] as const) {
      assert.equal((await call(emulator(), "DescribeVpcEx", { Timestamp: seconds() + offset })).json.code, code);
    }
  });

  it("shifts its clock and its Date header together", async () => {
    emulator().configure({ clockOffset: -10_800 });
    const refused = await call(emulator(), "DescribeVpcEx");
    assert.equal(refused.json.code, 4500);
    const date = Date.parse(refused.headers.get("date") ?? "") / 1000;
    assert.ok(Math.abs(date - (seconds() - 10_800)) < 30);
    assert.equal((await call(emulator(), "DescribeVpcEx", { Timestamp: date })).json.code, 0);
  });

  it("accepts both forms of a region and keeps regions apart", async () => {
    assert.equal((await call(emulator(), "DescribeVpcEx", { Region: "ap-guangzhou" })).json.totalCount, 1);
    assert.equal((await call(emulator(), "DescribeVpcEx", { Region: "gz" })).json.totalCount, 1);
    assert.equal((await call(emulator(), "DescribeVpcEx", { Region: "ap-shanghai" })).json.totalCount, 0);
    const elsewhere = await call(emulator(), "DescribeVpcEx", { Region: "sh", vpcId: "vpc-03vihbk9" });
    assert.equal(elsewhere.json.codeDesc, "InvalidVpc.NotFound");
  });

  it("limits the size of requests", async () => {
    const long = await call(emulator(), "DescribeVpcEx", { vpcName: "x".repeat(33_000) });
    assert.equal(long.status, 414);
    const longer = await call(emulator(), "DescribeVpcEx", { vpcName: "x".repeat(1_100_000) }, { method: "POST" });
    assert.equal(longer.status, 413);
  });

  it("answers other paths and methods with an HTML page", async () => {
    const { origin } = new URL(emulator().url);
    assert.equal((await fetch(`${origin}/elsewhere`)).status, 404);
    assert.equal((await fetch(emulator().url, { method: "PUT" })).status, 405);
  });

  it("survives invalid requests", async () => {
    const { port } = new URL(emulator().url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), "127.0.0.1", () => socket.end("\x00\x01 nonsense\r\n\r\n"));
      socket.on("error", () => undefined);
      socket.on("close", () => resolve());
      socket.resume();
    });
    const odd = await fetch(`${emulator().url}?Action=%E0%A4%A&Timestamp=%zz&Nonce&SecretId=__proto__&Signature=`);
    assert.equal(((await odd.json()) as { code: number }).code, 4000);
    assert.equal((await call(emulator(), "DescribeVpcEx")).json.code, 0);
  });
});

describe("emulator accounts", () => {
  const emulator = emulatorEach({ accounts: [{ secretId: "other", secretKey: "other-key" }] });
  const other = { secretId: "other", secretKey: "other-key" };

  it("gives each account a VPC, a gateway and a peer gateway with ids of their own", () => {
    const { vpcs, vpnGateways, userGateways } = emulator().state();
    for (const list of [vpcs, vpnGateways, userGateways]) {
      assert.deepEqual(
        list.map((one) => one.account),
        [emulator().secretId, "other"],
      );
    }
    assert.equal(emulator().seeded.get("other")?.vpc, vpcs[1]?.unVpcId);
    assert.notEqual(vpcs[1]?.unVpcId, vpcs[0]?.unVpcId);
  });

  it("answers for the resources of another account as if they did not exist", async () => {
    const vpnConnId = await makeTunnel(emulator());
    const target = { vpcId: "vpc-03vihbk9", vpnGwId: "vpngw-dystbrkv", vpnConnId };
    assert.equal((await call(emulator(), "DeleteVpnConn", target, other)).json.codeDesc, "InvalidVpc.NotFound");
    assert.equal((await call(emulator(), "DescribeVpnConn", { vpnConnId }, other)).json.totalCount, 0);
    const taskId = emulator().state().tasks[0]?.taskId;
    assert.equal((await call(emulator(), "DescribeVpcTaskResult", { taskId }, other)).json.code, 5000);
    assert.equal((await call(emulator(), "DescribeVpcTaskResult", { taskId })).json.code, 0);
  });

  it("accepts a second key pair of an account, and refuses a disabled one", async () => {
    assert.equal(emulator().addAccount({ secretId: "rotated", secretKey: "new", account: "other" }), undefined);
    const rotated = { secretId: "rotated", secretKey: "new" };
    assert.deepEqual(
      (await call(emulator(), "DescribeVpcEx", {}, rotated)).json.data,
      (await call(emulator(), "DescribeVpcEx", {}, other)).json.data,
    );
    assert.equal(emulator().removeKey("other"), true);
    assert.equal((await call(emulator(), "DescribeVpcEx", {}, other)).json.code, 4104);
    assert.equal((await call(emulator(), "DescribeVpcEx", {}, rotated)).json.totalCount, 1);
  });

  it("requires the Token of a temporary key", async () => {
    emulator().addAccount({ secretId: "sts", secretKey: "k", token: "tok/en+1=", account: "other" });
    const sts = { secretId: "sts", secretKey: "k" };
    assert.equal((await call(emulator(), "DescribeVpcEx", {}, sts)).json.code, 4105);
    assert.equal((await call(emulator(), "DescribeVpcEx", { Token: "tok" }, sts)).json.code, 4105);
    assert.equal((await call(emulator(), "DescribeVpcEx", { Token: "tok/en+1=" }, sts)).json.totalCount, 1);
  });

  it("limits the rate of each account separately", async () => {
    let now = Date.now();
    const limited = await startEmulator({ rate: 2, clock: () => now, accounts: [other] });
    try {
      const codes: number[] = [];
      for (let index = 0; index < 3; index += 1) {
        codes.push((await call(limited, "DescribeVpcEx")).json.code);
      }
      assert.deepEqual(codes, [0, 0, 4400]);
      assert.equal((await call(limited, "DescribeVpcEx", {}, other)).json.code, 0);
      now += 500;
      assert.equal((await call(limited, "DescribeVpcEx")).json.code, 0);
      assert.equal((await call(limited, "DescribeVpcEx")).json.code, 4400);
    } finally {
      await limited.stop();
    }
  });
});

describe("emulator hosts", () => {
  it("refuses a host that is not loopback unless that is allowed", async () => {
    await assert.rejects(startEmulator({ host: "0.0.0.0" }), /not loopback/);
    await assert.rejects(startEmulator({ host: "" }), /not loopback/);
    const open = await startEmulator({ host: "0.0.0.0", allowRemote: true });
    await open.stop();
  });

  it("listens on IPv6 loopback", async () => {
    const emulator = await startEmulator({ host: "::1" });
    try {
      assert.equal((await call(emulator, "DescribeVpcEx")).json.code, 0);
    } finally {
      await emulator.stop();
    }
  });

  it("serves HTTPS when it has a certificate", async () => {
    const read = (name: string): string => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), "utf8");
    const emulator = await startEmulator({
      tls: { cert: read("cert.pem"), key: read("key.pem") },
      set: { requireHttps: "on" },
    });
    try {
      const { host } = new URL(emulator.url);
      const parameters = withCommon({ Action: "DescribeVpcEx" }, emulator.secretId);
      const form = new URLSearchParams({ ...parameters, Signature: sign("GET", host, parameters, emulator.secretKey) });
      const text = await new Promise<string>((resolve, reject) => {
        httpsRequest(`${emulator.url}?${form}`, { rejectUnauthorized: false }, (response) => {
          let body = "";
          response.on("data", (chunk) => {
            body += chunk;
          });
          response.on("end", () => resolve(body));
        })
          .on("error", reject)
          .end();
      });
      assert.equal(JSON.parse(text).code, 0);
    } finally {
      await emulator.stop();
    }
  });

  it("stops twice without harm and leaves nothing listening", async () => {
    const emulator = await startEmulator();
    await emulator.stop();
    await emulator.stop();
    await assert.rejects(fetch(emulator.url));
  });
});

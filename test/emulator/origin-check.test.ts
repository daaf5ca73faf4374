import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { originRefusal } from "../../emulator/http/origin-check.ts";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator/index.ts";
import { makeTunnel, seed, sign, withCommon } from "./support.ts";

const pem = (name: string): string => readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), "utf8");

/** A request with headers as a browser sends them; `fetch` would not let a test set them. */
async function send(url: string, method: string, headers: Record<string, string>, servername?: string) {
  const make = url.startsWith("https") ? tlsRequest : plainRequest;
  // An empty Host stays empty.
  const setHost = headers["Host"] === undefined;
  const request = make(url, { method, headers, setHost, rejectUnauthorized: false, ...(servername && { servername }) });
  request.end();
  const [response] = await once(request, "response");
  let text = "";
  for await (const chunk of response) {
    text += chunk;
  }
  return { status: response.statusCode as number, text };
}

describe("emulator origin checks", () => {
  const running: Emulator[] = [];
  const start = async (options: EmulatorOptions = {}): Promise<Emulator> => {
    const emulator = await startEmulator(options);
    running.push(emulator);
    return emulator;
  };
  afterEach(async () => {
    for (const emulator of running.splice(0)) {
      await emulator.stop();
    }
  });
  /** A call as a page can make it: the default key pair is no secret, so the page can sign for any Host. */
  const signed = (emulator: Emulator, host: string, action: string, parameters: Record<string, string> = {}) => {
    const sent = withCommon({ Action: action, ...parameters }, emulator.secretId);
    const Signature = sign("GET", host, sent, emulator.secretKey);
    return `${emulator.url}?${new URLSearchParams({ ...sent, Signature })}`;
  };
  const portOf = (emulator: Emulator): string => new URL(emulator.url).port;

  const pages: readonly [string, (port: string) => Record<string, string>][] = [
    ["with an Origin", () => ({ Origin: "http://attacker.example" })],
    ["with an opaque Origin", () => ({ Origin: "null" })],
    ["with the emulator's own Origin", (port) => ({ Origin: `http://127.0.0.1:${port}` })],
    ["of an image or a link, which carries no Origin", () => ({ "Sec-Fetch-Site": "cross-site" })],
    ["of another port of this machine", () => ({ "Sec-Fetch-Site": "same-site" })],
    ["of a page of the emulator's own", () => ({ "Sec-Fetch-Site": "same-origin" })],
    ["through DNS rebinding", (port) => ({ Host: `attacker.example:${port}` })],
    ["through DNS rebinding without a port", () => ({ Host: "attacker.example" })],
    ["of a name that begins like this machine", () => ({ Host: "localhost.attacker.example" })],
    ["of a name that begins like its address", () => ({ Host: "127.0.0.1.attacker.example" })],
    ["of a name that ends like this machine", () => ({ Host: "attacker.localhost" })],
    ["with a user in front of this machine", () => ({ Host: "127.0.0.1@attacker.example" })],
    ["with an empty Host", () => ({ Host: "" })],
  ];
  for (const [what, headersFor] of pages) {
    it(`refuse a request ${what}, on both paths`, async () => {
      const emulator = await start();
      const vpnConnId = await makeTunnel(emulator);
      const headers = headersFor(portOf(emulator));
      const host = headers["Host"] ?? `127.0.0.1:${portOf(emulator)}`;
      emulator.clearCalls();
      const named = { vpcId: seed.vpcId, vpnGwId: seed.vpnGwId, vpnConnId };
      const deletion = await send(signed(emulator, host, "DeleteVpnConn", named), "GET", headers);
      const removal = await send(`${emulator.control}/state/vpnConnections/${vpnConnId}`, "DELETE", headers);
      const list = await send(signed(emulator, host, "DescribeVpnConn"), "GET", headers);
      const state = await send(`${emulator.control}/state`, "GET", headers);
      assert.deepEqual(
        [deletion, removal, list, state].map(({ status }) => status),
        [403, 403, 403, 403],
      );
      assert.doesNotMatch(`${list.text}${state.text}`, /vpnx-|canary/);
      assert.match(JSON.parse(state.text).error, /web page|Host/);
      assert.match(list.text, /web page|Host/);
      assert.equal(emulator.state().vpnConnections[0]?.vpcConnStatus, 6);
      assert.deepEqual(emulator.calls(), []);
    });
  }

  for (const host of ["localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:65535", "[::1]", "[::1]:80"]) {
    it(`allow a request to ${host}, whatever the port, as through a proxy`, async () => {
      const emulator = await start();
      assert.equal((await send(`${emulator.control}/state`, "GET", { Host: host })).status, 200);
      const { status, text } = await send(signed(emulator, host, "DescribeVpcEx"), "GET", { Host: host });
      assert.deepEqual([status, JSON.parse(text).code], [200, 0]);
    });
  }

  it("allow an address that the user typed into a browser", async () => {
    const emulator = await start();
    const typed = { "Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate" };
    assert.equal((await send(`${emulator.control}/state`, "GET", typed)).status, 200);
  });

  it("allow the name that the emulator listens on", () => {
    const to = (host: string) => originRefusal({ headers: { host } }, "Emulator.internal", undefined, "token");
    assert.equal(to("emulator.internal:8600"), undefined);
    assert.match(to("emulator.internal.attacker.example") ?? "", /Host/);
  });

  it("allow every IP address, as no site can resolve one to this machine", async () => {
    const emulator = await start({ host: "0.0.0.0", allowRemote: true });
    const url = emulator.control.replace("0.0.0.0", "127.0.0.2");
    for (const host of ["127.0.0.2", "192.0.2.1:8600", "[2001:db8::1]"]) {
      assert.equal((await send(`${url}/state`, "GET", { Host: host })).status, 200, host);
    }
  });

  it("allow signatures for another host with signHost", async () => {
    const emulator = await start({ set: { signHost: "vpc.internal" } });
    const { status, text } = await send(signed(emulator, "vpc.internal", "DescribeVpcEx"), "GET", {});
    assert.deepEqual([status, JSON.parse(text).code], [200, 0]);
  });

  it("allow the names of the certificate", async () => {
    const emulator = await start({ tls: { cert: pem("cloud-cert"), key: pem("cloud-key") } });
    const ask = async (host: string): Promise<number> =>
      (await send(`${emulator.control}/state`, "GET", { Host: host }, "vpc.cloud.example")).status;
    assert.equal(await ask("vpc.cloud.example"), 200);
    assert.equal(await ask("localhost"), 200);
    assert.equal(await ask("attacker.example"), 403);
    const page = { Host: "vpc.cloud.example", Origin: "https://vpc.cloud.example" };
    assert.equal((await send(`${emulator.control}/state`, "GET", page, "vpc.cloud.example")).status, 403);
  });
});

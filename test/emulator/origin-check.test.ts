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

  describe("of the emulator's own page", () => {
    /** What the page at an address knows, as a browser loads it when the user types that address. */
    const tokenOf = async (url: string, servername?: string): Promise<string> => {
      const typed = { "Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };
      const { status, text } = await send(new URL("/", url).href, "GET", typed, servername);
      assert.equal(status, 200);
      return /<body data-token="([0-9a-f]{64})">/.exec(text)?.[1] ?? "";
    };
    const own = (host: string, token: string) => ({
      "Sec-Fetch-Site": "same-origin",
      "X-Emulator-Page": token,
      Origin: `http://${host}`,
    });

    it("allow its requests to the control path, under each name of this machine", async () => {
      const emulator = await start();
      const token = await tokenOf(emulator.url);
      const { Origin, ...headers } = own(`127.0.0.1:${portOf(emulator)}`, token);
      assert.equal((await send(`${emulator.control}/state`, "GET", headers)).status, 200);
      assert.equal((await send(`${emulator.control}/calls`, "DELETE", { ...headers, Origin })).status, 200);
      const named = { ...own("localhost:1", token), Host: "localhost:1" };
      assert.equal((await send(`${emulator.control}/calls`, "DELETE", named)).status, 200);
      const secure = await start({ tls: { cert: pem("cloud-cert"), key: pem("cloud-key") } });
      const name = "vpc.cloud.example";
      const page = { ...own(name, await tokenOf(secure.control, name)), Host: name, Origin: `https://${name}` };
      assert.equal((await send(`${secure.control}/calls`, "DELETE", page, name)).status, 200);
    });

    const foreign: readonly [string, (port: string, token: string) => Record<string, string>][] = [
      ["without its token", (port) => ({ "Sec-Fetch-Site": "same-origin", Origin: `http://127.0.0.1:${port}` })],
      ["with the token of another emulator", (port, token) => own(`127.0.0.1:${port}`, token.replaceAll(/./g, "0"))],
      [
        "with its token from another site",
        (port, token) => ({ ...own(`127.0.0.1:${port}`, token), "Sec-Fetch-Site": "cross-site" }),
      ],
      [
        "with its token from another port",
        (port, token) => ({ ...own(`127.0.0.1:${port}`, token), "Sec-Fetch-Site": "same-site" }),
      ],
      ["with its token and another Origin", (port, token) => ({ ...own(`127.0.0.1:${Number(port) ^ 1}`, token) })],
      [
        "with its token and an opaque Origin",
        (port, token) => ({ ...own(`127.0.0.1:${port}`, token), Origin: "null" }),
      ],
      [
        "with its token through DNS rebinding",
        (port, token) => ({ ...own(`attacker.example:${port}`, token), Host: `attacker.example:${port}` }),
      ],
    ];
    for (const [what, headersFor] of foreign) {
      it(`refuse a control request ${what}`, async () => {
        const emulator = await start();
        const headers = headersFor(portOf(emulator), await tokenOf(emulator.url));
        const { status, text } = await send(`${emulator.control}/state`, "GET", headers);
        assert.equal(status, 403);
        assert.doesNotMatch(text, /vpngw-/);
      });
    }

    it("refuse its requests to the API, which it has no need of", async () => {
      const emulator = await start();
      const host = `127.0.0.1:${portOf(emulator)}`;
      const headers = own(host, await tokenOf(emulator.url));
      assert.equal((await send(signed(emulator, host, "DescribeVpcEx"), "GET", headers)).status, 403);
    });

    it("give the page to nobody but a user who types its address, with a strict policy", async () => {
      const emulator = await start();
      const page = new URL("/", emulator.url).href;
      for (const headers of [
        { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" },
        { "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" },
        { "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty" },
        { Origin: `http://127.0.0.1:${portOf(emulator)}` },
        { Host: "attacker.example" },
      ]) {
        const { status, text } = await send(page, "GET", headers as Record<string, string>);
        assert.equal(status, 403);
        assert.doesNotMatch(text, /data-token/);
      }
      assert.equal((await send(page, "POST", {})).status, 404);
      const { headers } = await fetch(page);
      const policy = headers.get("content-security-policy") ?? "";
      assert.match(
        policy,
        /^default-src 'none'; script-src 'sha256-[^' ]+'; style-src 'sha256-[^' ]+'; connect-src 'self';/,
      );
      assert.match(policy, /frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /unsafe|\*|http/);
      assert.deepEqual(
        [headers.get("cache-control"), headers.get("access-control-allow-origin"), headers.get("content-type")],
        ["no-store", null, "text/html; charset=utf-8"],
      );
    });

    it("isolate every other answer, so that a browser that shows it runs nothing in it", async () => {
      const emulator = await start();
      for (const url of [emulator.url, `${emulator.control}/state`, new URL("/none", emulator.url).href]) {
        const { headers } = await fetch(url);
        assert.match(headers.get("content-security-policy") ?? "", /^default-src 'none';.* sandbox$/);
        assert.equal(headers.get("x-content-type-options"), "nosniff");
      }
    });
  });

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

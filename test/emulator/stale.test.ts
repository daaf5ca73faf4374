import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, get } from "node:http";
import type { StaleFault } from "../../emulator/index.ts";
import { call, emulatorEach, makeTunnel, seed, sign, withCommon } from "./support.ts";

/** A client that keeps one connection. */
class Client {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  async ask(url: string, key: { secretId: string; secretKey: string }, action: string, parameters = {}) {
    const sent = withCommon({ Action: action, ...parameters }, key.secretId);
    const Signature = sign("GET", new URL(url).host, sent, key.secretKey);
    const request = get(`${url}?${new URLSearchParams({ ...sent, Signature })}`, { agent: this.#agent });
    const [response] = await once(request, "response");
    let text = "";
    for await (const chunk of response) {
      text += chunk;
    }
    // biome-ignore lint/suspicious/noExplicitAny: answers of any shape
    return JSON.parse(text) as any;
  }

  close(): void {
    this.#agent.destroy();
  }
}

describe("emulator fault stale", () => {
  const emulator = emulatorEach();
  const clients: Client[] = [];
  let id: string;
  beforeEach(async () => {
    id = await makeTunnel(emulator());
  });
  afterEach(() => {
    for (const client of clients.splice(0)) {
      client.close();
    }
  });
  const connect = (): Client => {
    const client = new Client();
    clients.push(client);
    return client;
  };
  const count = async (client: Client, action = "DescribeVpnConn", parameters = {}): Promise<unknown> => {
    const answer = await client.ask(emulator().url, emulator(), action, parameters);
    assert.equal(answer.code, 0, JSON.stringify(answer));
    assert.equal(answer.data.length, Number(answer.totalCount));
    return answer.totalCount;
  };
  const plant = (fault: Partial<StaleFault> = {}): void =>
    emulator().addFaults([{ action: "DescribeVpnConn", fault: "stale", ...fault }]);
  /** Waits for a condition: the emulator learns a moment later that a connection was closed. */
  const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
    for (let round = 0; !(await isSo()); round += 1) {
      assert.ok(round < 500, "the condition was never met");
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };

  it("answers every matching call over one connection with an empty list, and none over another", async () => {
    plant();
    const [stale, fresh] = [connect(), connect()];
    assert.equal(await count(stale), 0);
    assert.equal(await count(fresh), 1);
    assert.equal(await count(stale, "DescribeVpnConn", { vpnConnId: id }), 0);
    assert.equal(await count(fresh, "DescribeVpnConn", { vpnConnId: id }), 1);
    assert.equal(await count(stale, "DescribeVpnGw"), 1);
    const met = emulator().calls().slice(-5);
    assert.deepEqual(
      met.map(({ fault }) => fault),
      ["stale", null, "stale", null, null],
    );
  });

  it("binds the connection of the first call with its parameters", async () => {
    plant({ parameters: { vpnConnId: id } });
    const [first, second] = [connect(), connect()];
    assert.equal(await count(first), 1);
    assert.equal(await count(second, "DescribeVpnConn", { vpnConnId: id }), 0);
    assert.equal(await count(first, "DescribeVpnConn", { vpnConnId: id }), 1);
    assert.equal(await count(second), 1);
  });

  it("ends when the connection closes", async () => {
    plant();
    const stale = connect();
    assert.equal(await count(stale), 0);
    stale.close();
    await until(() => emulator().faults().length === 0);
    assert.equal(await count(connect()), 1);
  });

  it("counts skip and times", async () => {
    plant({ skip: 1, times: 2 });
    const client = connect();
    const seen = [await count(client), await count(client), await count(client), await count(client)];
    assert.deepEqual(seen, [1, 0, 0, 1]);
  });

  it("leaves calls that it does not answer to the next fault", async () => {
    emulator().addFaults([
      { action: "*", fault: "stale" },
      { action: "DescribeVpnConn", fault: "code", code: 4400 },
    ]);
    const [stale, fresh] = [connect(), connect()];
    assert.equal(await count(stale), 0);
    assert.equal((await fresh.ask(emulator().url, emulator(), "DescribeVpnConn")).code, 4400);
    assert.equal(await count(fresh), 1);
  });

  it("makes every list empty with *, each in its own form, and no other action", async () => {
    emulator().configure({ set: { describeMissing: "InvalidVpnConn.NotFound" } });
    plant({ action: "*" });
    const stale = connect();
    const lists = ["DescribeVpnConn", "DescribeVpnGw", "DescribeVpcEx", "DescribeUserGw"];
    const seen: unknown[] = [];
    for (const action of lists) {
      seen.push(await count(stale, action));
    }
    assert.deepEqual(seen, [0, 0, 0, "0"]);
    assert.equal(await count(stale, "DescribeVpnConn", { vpnConnId: id }), 0);
    const named = { vpcId: seed.vpcId, vpnGwId: seed.vpnGwId, vpnConnId: id };
    assert.equal((await stale.ask(emulator().url, emulator(), "DeleteVpnConn", named)).code, 0);
    assert.deepEqual(emulator().state().vpnConnections, []);
  });

  it("does not bind the connection of a call that was refused", async () => {
    plant();
    await call(emulator(), "DescribeVpnConn", {}, { secretKey: "wrong" });
    const [first, second] = [connect(), connect()];
    assert.deepEqual([await count(first), await count(second)], [0, 1]);
  });

  it("is refused for an action that does not list resources", () => {
    assert.throws(() => plant({ action: "DeleteVpnConn" }), /DeleteVpnConn/);
  });

  it("is removed by clearFaults", async () => {
    plant();
    const client = connect();
    assert.equal(await count(client), 0);
    emulator().clearFaults();
    assert.equal(await count(client), 1);
  });
});

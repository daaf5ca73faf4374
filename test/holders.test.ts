import assert from "node:assert/strict";
import { Holders, type Thing, thingOf } from "../provider/hosts/holders.ts";

const A = "organization:urn:pulumi:dev::app::qcloud:VpnConnection::a";
const B = "organization:urn:pulumi:dev::app::qcloud:VpnConnection::b";

const tunnel = (id: string, more: Partial<Thing> = {}): Thing => ({
  ids: [id],
  endpoint: "https://cloud.test/v2/index.php",
  region: "ap-guangzhou",
  createTime: "2026-01-02 03:04:05",
  ...more,
});
const ONE = tunnel("vpnx-1");

describe("who holds a tunnel", () => {
  const isOther = (holders: Holders, thing: Thing, seed: unknown, expected: string | undefined): void =>
    assert.deepEqual(holders.besides(thing, seed), expected === undefined ? [] : [new Set([expected])]);

  it("is another one where two resources were told of under one id", () => {
    const holders = new Holders();
    holders.note(ONE, A);
    holders.note(ONE, B);
    isOther(holders, ONE, A, B);
    isOther(holders, ONE, B, A);
    isOther(holders, tunnel("vpnx-2"), A, undefined);
  });

  it("is another one where only that one was told of: the old resource is not in the program", () => {
    const holders = new Holders();
    holders.note(ONE, B);
    isOther(holders, ONE, A, B);
  });

  it("is the same resource under its earlier name and its present one", () => {
    const holders = new Holders();
    holders.note(ONE, B, A);
    isOther(holders, ONE, A, undefined);
    isOther(holders, ONE, B, undefined);
    holders.note(ONE, B, B);
    isOther(holders, ONE, A, B);
  });

  it("is nobody else for a resource whose name is not known", () => {
    const holders = new Holders();
    holders.note(ONE, undefined);
    holders.note(ONE, B);
    isOther(holders, ONE, undefined, undefined);
    isOther(holders, ONE, B, undefined);
  });

  it("is in the end nobody where each of them gave it up: the last one deletes it", () => {
    const holders = new Holders();
    holders.note(ONE, A);
    holders.note(ONE, B);
    isOther(holders, ONE, A, B);
    holders.drop(ONE, A);
    isOther(holders, ONE, B, undefined);
    holders.drop(ONE, B);
    isOther(holders, ONE, A, undefined);
  });

  for (const [what, other] of Object.entries({
    "in another region": { region: "ap-shanghai" },
    "at another endpoint": { endpoint: "https://other.test/v2/index.php" },
    "of another time, in another account": { createTime: "2026-01-02 03:04:06" },
  })) {
    it(`is nobody else where the same number stands ${what}`, () => {
      const holders = new Holders();
      holders.note(tunnel("399"), A);
      isOther(holders, tunnel("399", other), B, undefined);
      holders.note(tunnel("399", other), B);
      isOther(holders, tunnel("399"), B, A);
      isOther(holders, tunnel("399"), A, undefined);
    });
  }

  it("is the same for both forms of an id, and where a state does not say all", () => {
    const holders = new Holders();
    holders.note(tunnel("vpnx-1", { ids: ["vpnx-1", "399"] }), A);
    isOther(holders, tunnel("399"), B, A);
    isOther(holders, tunnel("399", { region: undefined, endpoint: undefined, createTime: undefined }), B, A);
    isOther(holders, tunnel("400"), B, undefined);
  });
});

describe("the thing that a state speaks of", () => {
  const state = {
    region: "gz",
    createTime: "2026-01-02 03:04:05",
    origin: {
      endpoint: "HTTPS://Cloud.test:443/v2/index.php/",
      vpnConn: { unified: "vpnx-1", legacy: "399" },
      userGw: { unified: "cgw-1", legacy: "315" },
    },
  };

  it("has both forms of its id, and one spelling of its region and endpoint", () => {
    assert.deepEqual(thingOf("vpnx-1", state, "vpnConn"), tunnel("vpnx-1", { ids: ["vpnx-1", "399"] }));
    assert.deepEqual(thingOf("cgw-1", state, "userGw").ids, ["cgw-1", "315"]);
  });

  it("has its id alone where the state was written by hand", () => {
    const bare = { ids: ["399"], endpoint: undefined, region: undefined, createTime: undefined };
    assert.deepEqual(thingOf("399", { origin: "none", region: 7 }, "vpnConn"), bare);
  });
});

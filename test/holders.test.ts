import assert from "node:assert/strict";
import { Holders } from "../provider/holders.ts";

const A = "organization:urn:pulumi:dev::app::qcloud:VpnConnection::a";
const B = "organization:urn:pulumi:dev::app::qcloud:VpnConnection::b";

describe("who holds a tunnel", () => {
  it("is another one where two resources were told of under one id", () => {
    const holders = new Holders();
    holders.note("vpnx-1", A);
    holders.note("vpnx-1", B);
    assert.equal(holders.besides("vpnx-1", A), B);
    assert.equal(holders.besides("vpnx-1", B), A);
    assert.equal(holders.besides("vpnx-2", A), undefined);
  });

  it("is another one where only that one was told of: the old resource is not in the program", () => {
    const holders = new Holders();
    holders.note("vpnx-1", B);
    assert.equal(holders.besides("vpnx-1", A), B);
  });

  it("is the same resource under its earlier name and its present one", () => {
    const holders = new Holders();
    holders.note("vpnx-1", B, A);
    assert.equal(holders.besides("vpnx-1", A), undefined);
    assert.equal(holders.besides("vpnx-1", B), undefined);
    holders.note("vpnx-1", B, B);
    assert.equal(holders.besides("vpnx-1", A), B);
  });

  it("is nobody else for a resource whose name is not known", () => {
    const holders = new Holders();
    holders.note("vpnx-1", undefined);
    holders.note("vpnx-1", B);
    assert.equal(holders.besides("vpnx-1", undefined), undefined);
    assert.equal(holders.besides("vpnx-1", B), undefined);
  });

  it("is in the end nobody where each of them gave it up: the last one deletes it", () => {
    const holders = new Holders();
    holders.note("vpnx-1", A);
    holders.note("vpnx-1", B);
    assert.equal(holders.besides("vpnx-1", A), B);
    holders.drop("vpnx-1", A);
    assert.equal(holders.besides("vpnx-1", B), undefined);
    holders.drop("vpnx-1", B);
    assert.equal(holders.besides("vpnx-1", A), undefined);
  });
});

import assert from "node:assert/strict";
import { Ownership } from "../provider/hosts/ownership.ts";
import { defaultName, siblingOf } from "../provider/lifecycle/names.ts";
import { adoptedUserGateway, userGatewayPlace } from "../provider/lifecycle/user-gateway/index.ts";
import { adoptedTunnel, tunnelPlace } from "../provider/lifecycle/vpn-connection/index.ts";

const ENDPOINT = "https://cloud.test/v2/index.php";
const seed = (name: string, stack = "dev"): string =>
  `organization:urn:pulumi:${stack}::app::qcloud:UserGateway::${name}`;
const at = (name: string, userGwAddr: string, more: object = {}) => ({
  __urn: seed(name),
  region: "ap-guangzhou",
  userGwAddr,
  ...more,
});
const declare = (ownership: Ownership, olds: object, news: { readonly __urn: string }): string | undefined =>
  ownership.declare(news.__urn, ENDPOINT, { ...olds }, { ...news });
const fresh = (): Ownership => new Ownership({ form: "userGw", place: userGatewayPlace, adopted: adoptedUserGateway });

/** Asks for several resources of one program, each with its inputs of the state, and gives the reasons of the refusals. */
const reasons = (...asked: (readonly [object, { readonly __urn: string }])[]): (string | undefined)[] => {
  const ownership = fresh();
  return asked.map(([olds, news]) => declare(ownership, olds, news));
};

describe("what the resources of one program ask for", () => {
  it("is refused to the second of two that ask for one address, or for one id", () => {
    const [first, second] = reasons([{}, at("a", "203.0.113.7")], [{}, at("b", "203.0.113.7")]);
    assert.equal(first, undefined);
    assert.match(
      second ?? "",
      /^the resource "a" of this program \(urn:pulumi:dev::.*::a\) asks for the peer gateway at this address too/,
    );
    const [, adopting] = reasons(
      [{}, at("a", "203.0.113.7", { userGwId: "cgw-1" })],
      [{}, at("b", "203.0.113.7", { userGwId: "cgw-1", region: "gz" })],
    );
    assert.match(adopting ?? "", /asks for the peer gateway with this userGwId too/);
  });

  it("is refused where an address moves from one to another, whichever is asked for first, with the command that makes room", () => {
    const leaving = [at("a", "203.0.113.7"), at("a", "203.0.113.8")] as const;
    const taking = [{}, at("c", "203.0.113.7")] as const;
    const command = `\`pulumi destroy --target '${seed("a").slice("organization:".length)}' --target-dependents\``;
    for (const asked of [
      [leaving, taking],
      [taking, leaving],
    ] as const) {
      const [first, second] = reasons(...asked);
      assert.equal(first, undefined);
      assert.ok(second?.includes(command), second);
    }
  });

  it("is granted where nothing is shared: other addresses, regions and stacks, what is not known yet, and the same resource again", () => {
    const a = at("a", "203.0.113.7");
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const granted = reasons(
      [{}, a],
      [{}, a],
      [a, a],
      [{}, at("b", "203.0.113.8")],
      [{}, at("c", "203.0.113.7", { region: "ap-shanghai" })],
      [{}, at("d", "203.0.113.7", { __urn: seed("d", "prod") })],
      [{}, at("e", unknown)],
      [at("f", "203.0.113.9"), at("f", unknown)],
    );
    assert.deepEqual(granted.filter(Boolean), []);
  });

  it("is granted at a place that the other one has left in this run", () => {
    const ownership = fresh();
    declare(ownership, at("a", "203.0.113.7"), at("a", "203.0.113.8"));
    ownership.release(seed("a"), "cgw-1", at("a", "203.0.113.7"));
    declare(ownership, {}, at("a", "203.0.113.8"));
    assert.equal(declare(ownership, {}, at("c", "203.0.113.7")), undefined);
  });
});

describe("a thing that a resource holds", () => {
  const state = at("a", "203.0.113.7");

  it("is refused to another resource of the program", () => {
    const ownership = fresh();
    declare(ownership, {}, at("a", "203.0.113.7"));
    declare(ownership, {}, at("b", "203.0.113.8"));
    ownership.hold([seed("a")], "cgw-1", state);
    assert.throws(
      () => ownership.hold([seed("b")], "cgw-1", state),
      /cgw-1 is held by the resource "a" of this program/,
    );
  });

  it("passes to a resource of the program from one that only the state knows, and from one that is replaced", () => {
    const ownership = fresh();
    ownership.hold([seed("a")], "cgw-1", state);
    declare(ownership, {}, at("b", "203.0.113.8"));
    ownership.hold([seed("b")], "cgw-1", state);
    assert.equal(ownership.release(seed("a"), "cgw-1", state), seed("b"));
    declare(ownership, {}, at("a", "203.0.113.9"));
    ownership.hold([seed("a")], "cgw-1", state, false);
    assert.equal(ownership.release(seed("a"), "cgw-1", state), seed("b"));
  });
});

describe("who holds a tunnel", () => {
  const [A, B] = [seed("a"), seed("b")];
  /** What a state says of a tunnel. */
  const tunnel = (legacy: string, more: object = {}) => ({
    region: "ap-guangzhou",
    createTime: "2026-01-02 03:04:05",
    __origin: { endpoint: ENDPOINT, vpnConn: { unified: "", legacy } },
    ...more,
  });
  const one = tunnel("399");

  type Told = readonly [seeds: readonly (string | undefined)[], id: string, state: object];
  const toldOf = (...told: Told[]): Ownership => {
    const ownership = new Ownership({ form: "vpnConn", place: tunnelPlace, adopted: adoptedTunnel });
    for (const [seeds, id, state] of told) {
      ownership.hold(seeds, id, { ...state });
    }
    return ownership;
  };
  /** The other holder, by the answer to a deletion. */
  const other = (told: Told[], own: string | undefined, id: string, state: object): string | undefined =>
    toldOf(...told).release(own, id, { ...state });

  it("is another one where two resources were told of under one id", () => {
    const both: Told[] = [
      [[A], "399", one],
      [[B], "399", one],
    ];
    assert.equal(other(both, A, "399", one), B);
    assert.equal(other(both, B, "399", one), A);
    assert.equal(other(both, A, "400", tunnel("400")), undefined);
  });

  it("is another one where only that one was told of: the old resource is not in the program", () => {
    assert.equal(other([[[B], "399", one]], A, "399", one), B);
  });

  it("is the same resource under its earlier name and its present one", () => {
    const renamed: Told = [[B, A], "399", one];
    assert.equal(other([renamed], A, "399", one), undefined);
    assert.equal(other([renamed], B, "399", one), undefined);
    assert.equal(other([renamed, [[B, B], "399", one]], A, "399", one), B);
  });

  it("is nobody else for a resource whose name is not known", () => {
    const told: Told[] = [
      [[undefined], "399", one],
      [[B], "399", one],
    ];
    assert.equal(other(told, undefined, "399", one), undefined);
    assert.equal(other(told, B, "399", one), undefined);
  });

  it("is nobody else of another stack", () => {
    assert.equal(other([[[seed("b", "prod")], "399", one]], A, "399", one), undefined);
  });

  it("is in the end nobody where each of them gave it up: the last one deletes it", () => {
    const ownership = toldOf([[A], "399", one], [[B], "399", one]);
    assert.equal(ownership.release(A, "399", one), B);
    assert.equal(ownership.release(B, "399", one), undefined);
    assert.equal(ownership.release(A, "399", one), undefined);
  });

  for (const [what, more] of Object.entries({
    "in another region": { region: "ap-shanghai" },
    "at another endpoint": { __origin: { endpoint: "https://other.test/v2/index.php" } },
    "of another time, in another account": { createTime: "2026-01-02 03:04:06" },
  })) {
    it(`is nobody else where the same number stands ${what}`, () => {
      const elsewhere = tunnel("399", more);
      assert.equal(other([[[A], "399", one]], B, "399", elsewhere), undefined);
      const both: Told[] = [
        [[A], "399", one],
        [[B], "399", elsewhere],
      ];
      assert.equal(other(both, B, "399", one), A);
      assert.equal(other(both, A, "399", one), undefined);
    });
  }

  it("is the same for both forms of an id, and where a state does not say all", () => {
    const __origin = { endpoint: ENDPOINT, vpnConn: { unified: "vpnx-1", legacy: "399" }, userGw: { legacy: "315" } };
    const told: Told[] = [[[A], "vpnx-1", tunnel("", { __origin })]];
    assert.equal(other(told, B, "399", one), A);
    assert.equal(other(told, B, "399", {}), A);
    assert.equal(other(told, B, "399", { __origin: "none", region: 7 }), A);
    assert.equal(other(told, B, "400", {}), undefined);
    assert.equal(other(told, B, "315", {}), undefined);
  });

  it("is the same for each spelling of a region and an endpoint", () => {
    const spelled = tunnel("399", { region: "gz", __origin: { endpoint: "HTTPS://Cloud.test:443/v2/index.php/" } });
    assert.equal(other([[[A], "399", spelled]], B, "399", one), A);
  });
});

describe("whose default name a thing carries", () => {
  const named = (resource: string, type = "qcloud:UserGateway") =>
    `organization:urn:pulumi:dev::app::${type}::${resource}`;
  const shown = (name: string) => ({ name, id: { unified: "cgw-1", legacy: "315" } });

  it("is told as the URN of a resource of this stack, with the same parents or none", () => {
    const own = named("b", "my:Site$qcloud:UserGateway");
    for (const other of [named("a"), named("a", "my:Site$qcloud:UserGateway")]) {
      assert.equal(siblingOf(own, "me", shown(defaultName(other, "me"))), other.slice("organization:".length));
      assert.equal(siblingOf(own, "me", shown(`315_${defaultName(other, "me")}`)), other.slice("organization:".length));
    }
  });

  it("is not told of another stack's, of another owner's, of its own, or of a name that would spoil a command", () => {
    const own = named("b");
    const elsewhere = named("a").replace("dev::", "prod::");
    for (const name of [
      defaultName(elsewhere, ""),
      defaultName(named("a"), "another"),
      defaultName(own, ""),
      defaultName(named("a'; id '"), ""),
      defaultName(named("a`id`"), ""),
      "a-pqv0123456789ab",
      "office",
    ]) {
      assert.equal(siblingOf(own, "", shown(name)), undefined, name);
    }
  });
});

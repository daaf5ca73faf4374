import assert from "node:assert/strict";
import { Ownership } from "../provider/hosts/ownership.ts";
import { defaultName, siblingOf } from "../provider/lifecycle/names.ts";
import { adoptedUserGateway, userGatewayPlace } from "../provider/lifecycle/user-gateway/index.ts";

const ENDPOINT = "https://cloud.test/v2/index.php";
const seed = (name: string, stack = "dev"): string =>
  `organization:urn:pulumi:${stack}::app::qcloud:UserGateway::${name}`;
const at = (name: string, userGwAddr: string, more: object = {}) => ({
  __urn: seed(name),
  region: "ap-guangzhou",
  userGwAddr,
  ...more,
});
const fresh = (): Ownership => new Ownership({ form: "userGw", place: userGatewayPlace, adopted: adoptedUserGateway });

/** Asks for several resources of one program, each with its inputs of the state, and gives the reasons of the refusals. */
const reasons = (...asked: (readonly [object, object])[]): (string | undefined)[] => {
  const ownership = fresh();
  return asked.map(([olds, news]) => ownership.declare(ENDPOINT, { ...olds }, { ...news })?.reason);
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
    ownership.declare(ENDPOINT, at("a", "203.0.113.7"), at("a", "203.0.113.8"));
    ownership.release("cgw-1", at("a", "203.0.113.7"));
    ownership.declare(ENDPOINT, {}, at("a", "203.0.113.8"));
    assert.equal(ownership.declare(ENDPOINT, {}, at("c", "203.0.113.7")), undefined);
  });
});

describe("a thing that a resource holds", () => {
  const state = at("a", "203.0.113.7");

  it("is refused to another resource of the program", () => {
    const ownership = fresh();
    ownership.declare(ENDPOINT, {}, at("a", "203.0.113.7"));
    ownership.declare(ENDPOINT, {}, at("b", "203.0.113.8"));
    ownership.hold("cgw-1", state, [seed("a")]);
    assert.throws(
      () => ownership.hold("cgw-1", state, [seed("b")]),
      /cgw-1 is held by the resource "a" of this program/,
    );
  });

  it("passes to a resource of the program from one that only the state knows, and from one that is replaced", () => {
    const ownership = fresh();
    ownership.hold("cgw-1", state, [seed("a")]);
    ownership.declare(ENDPOINT, {}, at("b", "203.0.113.8"));
    ownership.hold("cgw-1", state, [seed("b")]);
    assert.equal(ownership.release("cgw-1", state), seed("b"));
    ownership.declare(ENDPOINT, {}, at("a", "203.0.113.9"));
    ownership.hold("cgw-1", state, [seed("a")], false);
    assert.equal(ownership.release("cgw-1", state), seed("b"));
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

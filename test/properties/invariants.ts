import assert from "node:assert/strict";
import type { RecordedCall, UserGatewayState, VpnConnectionState } from "../../emulator/index.ts";
import { CANARY } from "./args.ts";
import { type ModelStack, wire } from "./stack.ts";
import type { World } from "./world.ts";

/** Texts of errors that were not meant for anybody. */
const ACCIDENTS =
  /undefined|\[object |TypeError|ReferenceError|RangeError|NaN\b|Cannot read|is not a function|is not iterable|StillPending|AssertionError/;

/** What a request holds and nothing else may show, unless it was cut out of the answer that repeated it. */
const REQUESTS = /(?:Signature|preSharedKey|Token)=(?!\[redacted\])/;

/** An error is one clear line, names no secret, and has no field that the host would take for something else. */
export function assertClearError(error: unknown): void {
  assert.ok(error instanceof Error, `what is thrown is no error: ${String(error)}`);
  const shown = `${error.message}\n${error.stack}\n${JSON.stringify(error)}`;
  assert.ok(error.message.length > 10, `the message says nothing: "${error.message}"`);
  assert.ok(error.message.length < 3000, `the message is too long: "${error.message}"`);
  assert.doesNotMatch(error.message, ACCIDENTS);
  assert.doesNotMatch(error.message, REQUESTS);
  assert.ok(!("code" in error), "the error has a code, which the host takes for a status of gRPC");
  assertNoCanary({ message: error.message, stack: error.stack }, "an error");
  assert.ok(shown.length < 100_000);
  assert.ok(`${error.message}\n${error.stack}`.isWellFormed(), "the error is not well-formed Unicode");
  const { id = "", properties = {}, reasons = [] } = error as { id?: string; properties?: object; reasons?: string[] };
  wire({ id, properties, reasons });
}

/** A text without a secret. */
export function assertNoCanary(value: unknown, where: string): void {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  assert.ok(!text.includes(CANARY), `${where} holds a secret: ${text.slice(0, 2000)}`);
}

/** A state without a secret except where the pre-shared key belongs. */
export function assertKeysInPlace(value: unknown, path: string): void {
  if (typeof value === "string") {
    assert.ok(!value.includes(CANARY) || /\.preSharedKey$/.test(path), `a secret stands in the state at ${path}`);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      assertNoCanary(key, path);
      assertKeysInPlace(inner, `${path}.${key}`);
    }
  }
}

/** The tunnels of others are as they were. */
export function assertOthersUntouched(world: World): void {
  const without = ({ vpcConnStatus: _status, netStatus: _net, ...rest }: VpnConnectionState): object => rest;
  for (const [id, kept] of world.others) {
    const now = world.find(id);
    assert.ok(now !== undefined, `the tunnel ${id} ("${kept.vpnConnName}") of somebody else is gone`);
    assert.deepEqual(without(now), without(kept), `the tunnel ${id} of somebody else was changed`);
    assert.ok([0, 6].includes(now.vpcConnStatus), `the tunnel ${id} of somebody else has status ${now.vpcConnStatus}`);
  }
}

/** Two gateways hold at most one tunnel of ours. */
export function assertOnePerPair(world: World): void {
  const pairs = world.ours().map(({ unVpnGwId, unUserGwId }) => `${unVpnGwId} ${unUserGwId}`);
  assert.equal(new Set(pairs).size, pairs.length, `two tunnels of ours between the same gateways: ${pairs.join(", ")}`);
}

/** Every tunnel of ours is in the state, or the exception says why not yet. */
export function assertNoneUnknown(
  world: World,
  stack: ModelStack,
  isAwaited: (tunnel: VpnConnectionState) => boolean,
): void {
  const known = new Set([...stack.resources.values()].map(({ id }) => id));
  const unknown = world.ours().filter((tunnel) => !known.has(tunnel.unVpnConnId) && !isAwaited(tunnel));
  assert.deepEqual(
    unknown.map(({ unVpnConnId, vpnConnName }) => `${unVpnConnId} ${vpnConnName}`),
    [],
    "tunnels of ours stand that the stack does not know of",
  );
}

/** Every peer gateway that the provider made is in the state, or the exception says why not yet. */
export function assertNoOfficeUnknown(
  world: World,
  stack: ModelStack,
  isAwaited: (userGateway: UserGatewayState) => boolean,
): void {
  const known = new Set([...stack.resources.values()].map(({ id }) => id));
  const unknown = world.offices().filter((office) => !known.has(office.unUserGwId) && !isAwaited(office));
  assert.deepEqual(
    unknown.map(({ unUserGwId, userGwName }) => `${unUserGwId} ${userGwName}`),
    [],
    "peer gateways of ours stand that the stack does not know of",
  );
}

/** More operations than this on one VPN gateway share its list (docs/design.md, "Many at once"). */
const POLL_ALONE = 3;

/**
 * Where more than three deletions on one VPN gateway begin at once and take a second or more, a list of its tunnels is read for
 * all of them, and few tasks are polled before they have finished.
 * @param deleted how many deletions begin on each VPN gateway, by its unified id; the most that the states name with one spelling of the region.
 * @returns whether this is such a case.
 */
export function assertListIsShared(calls: readonly RecordedCall[], deleted: ReadonlyMap<string, number>): boolean {
  const shared = [...deleted].filter(([, count]) => count > POLL_ALONE);
  for (const [gateway, count] of shared) {
    const lists = calls.filter(({ action, parameters }) =>
      action === "DescribeVpnConn"
        ? parameters["vpnGwId"] === gateway && parameters["vpnConnId"] === undefined
        : action === "DescribeVpnConnections" && Object.values(parameters).includes(gateway),
    );
    assert.ok(lists.length > 0, `no list was read for ${count} deletions on ${gateway}`);
  }
  return shared.length > 0;
}

/** Nothing secret stands outside its place. */
export function assertNoSecretsShown(world: World, stack: ModelStack, lines: readonly string[]): void {
  assertNoCanary(world.emulator.calls(), "the emulator's list of calls");
  for (const line of lines) {
    assertNoCanary(line, "a line of output");
    assert.doesNotMatch(line, REQUESTS);
    assert.doesNotMatch(line, ACCIDENTS);
  }
  for (const [name, resource] of stack.resources) {
    assertKeysInPlace(resource, name);
  }
}

import assert from "node:assert/strict";
import type { Emulator } from "../../../emulator/index.ts";
import { makeTunnel } from "../../emulator/support.ts";
import { actionIn2 } from "../../support/api-words.ts";
import { addPeer, fleetProgram, withFleet } from "../support/fleet.ts";
import { withNumberedCloud } from "../support/numbered-cloud.ts";
import { describeRows, notOn, row, scenario } from "../support/reliability.ts";
import { withStack } from "../support/stack.ts";
import { ownResources, readState } from "../support/state.ts";
import { testKey, tunnelArgs, withTunnel } from "../support/tunnels.ts";
import type { Variant } from "../support/variants.ts";

/** Tunnels by region, each with what an emulator's first resources are numbered. */
const numbered = (...regions: string[]): string =>
  [
    'import { VpnConnection } from "pulumi-qcloud-vpn";',
    ...regions.map((region) => {
      const ids = { vpcId: region === "ap-shanghai" ? "sh_vpc_76" : "gz_vpc_76", vpnGwId: "547", userGwId: "315" };
      const args = { ...tunnelArgs, ...ids, region, vpnConnName: `in ${region}` };
      return `new VpnConnection("${region}", ${JSON.stringify(args)});`;
    }),
  ].join("\n");

describeRows("a cloud whose ids are unique in one region alone", (on) => {
  const says =
    "two tunnels with the number 399 in two regions: the one that the program drops is deleted, and the other one is unchanged";
  if (on.api === "3.0") {
    notOn(on, "x1", says, "no: API 3.0 has unified ids only");
    return;
  }
  const seen = scenario(() =>
    withNumberedCloud(({ url, regions }) =>
      withStack({ on, program: numbered("ap-guangzhou", "ap-shanghai"), emulator: { url } }, async (stack) => {
        const standing = () =>
          Object.entries(regions).flatMap(([region, emulator]) =>
            emulator.state().vpnConnections.map(({ vpnConnId }) => `${vpnConnId} in ${region}`),
          );
        await stack.up();
        const made = { standing: standing(), ids: ownResources(await readState(stack)).map(({ id }) => id) };
        await stack.setProgram(numbered("ap-shanghai"));
        await stack.up();
        const dropped = { standing: standing(), ids: ownResources(await readState(stack)).map(({ id }) => id) };
        await stack.destroy();
        return { made, dropped, left: standing() };
      }),
    ),
  );

  row(on, "x1", says, () => {
    const { made, dropped, left } = seen();
    assert.deepEqual(made, {
      standing: ["399 in ap-guangzhou", "399 in ap-shanghai"],
      ids: ["399", "399"],
    });
    assert.deepEqual(dropped, { standing: ["399 in ap-shanghai"], ids: ["399"] });
    assert.deepEqual(left, []);
  });
});

/** Peer gateways with a tunnel each, in a component. */
const branches = (addresses: Readonly<Record<string, string>>): string => {
  const list = Object.entries(addresses).map(([name, address], index) => ({
    name,
    address,
    networks: [`172.16.${20 + index}.0/24`],
    preSharedKey: testKey,
  }));
  const args = { vpcId: tunnelArgs.vpcId, vpnGwId: tunnelArgs.vpnGwId, branches: list };
  return `import { SiteToSiteVpn } from "pulumi-qcloud-vpn";\nnew SiteToSiteVpn("vpn", ${JSON.stringify(args)});\n`;
};

/** Peer gateways alone. */
const offices = (addresses: Readonly<Record<string, string>>): string =>
  [
    'import { UserGateway } from "pulumi-qcloud-vpn";',
    ...Object.entries(addresses).map(
      ([name, userGwAddr]) => `new UserGateway("${name}", ${JSON.stringify({ userGwAddr })});`,
    ),
  ].join("\n");

const [ADDRESS_7, ADDRESS_8, ADDRESS_9] = ["203.0.113.7", "203.0.113.8", "203.0.113.9"];

/** The arguments of the command that a message prints in backquotes. */
function commandIn(output: string): string[] {
  const [, command = ""] =
    /`pulumi destroy ((?:--target '[^']+' ?)+--target-dependents)`/.exec(output.replaceAll("\n", " ")) ?? [];
  assert.notEqual(command, "", output);
  return command.split(" ").map((word) => word.replaceAll("'", ""));
}

/** What stands between a program and the next one, where an address moves from one resource to another. */
async function movingAddress(on: Variant, from: string, to: string) {
  const seen = {
    commands: 0,
    before: "",
    planned: "",
    output: "",
    after: "",
    unplanned: "",
    calls: [] as string[],
    repaired: "",
    changes: {},
  };
  await withTunnel({ stack: { on, program: from } }, async ({ stack, emulator }) => {
    const standing = () => {
      const { vpnConnections, userGateways } = emulator.state();
      return JSON.stringify([
        vpnConnections.map(({ unVpnConnId, userGwAddress }) => `${unVpnConnId} ${userGwAddress}`),
        userGateways.map(({ unUserGwId, userGwAddr }) => `${unUserGwId} ${userGwAddr}`),
      ]);
    };
    await stack.up();
    seen.before = standing();
    emulator.clearCalls();
    await stack.setProgram(to);
    const withPreview = { args: ["--yes", "--stack", stack.name], expect: "failure" } as const;
    seen.planned = (await stack.run("up", withPreview)).output;
    seen.after = standing();
    seen.calls = emulator.calls().map(({ action }) => actionIn2(action));
    seen.output = (await stack.up({ expect: "failure" })).output;
    seen.unplanned = standing();
    for (let result = { code: 1 as number | undefined, output: seen.output }; result.code !== 0; seen.commands += 1) {
      assert.ok(seen.commands < 2, result.output);
      await stack.destroy({ args: commandIn(result.output) });
      result = await stack.up({ expect: "any" });
    }
    seen.repaired = emulator
      .state()
      .userGateways.map(({ userGwAddr }) => userGwAddr)
      .sort()
      .join(" ");
    seen.changes = (await stack.preview()).changeSummary;
    await stack.destroy();
    assert.equal(emulator.state().userGateways.length, 1);
    assert.equal(emulator.state().vpnConnections.length, 0);
  });
  return seen;
}

type Moved = Awaited<ReturnType<typeof movingAddress>>;

function assertRefused({ before, planned, output, after, calls }: Moved, holder: RegExp): void {
  for (const text of [planned, output]) {
    assert.match(text, holder);
    commandIn(text);
  }
  assert.equal(after, before);
  assert.deepEqual(
    calls.filter((action) => /^(?:Add|Modify|Delete)/.test(action)),
    [],
  );
}

describeRows("an address that another resource of the stack holds", (on) => {
  const dropped = scenario(() =>
    movingAddress(on, branches({ a: ADDRESS_7, b: ADDRESS_9 }), branches({ b: ADDRESS_7 })),
  );
  const moved = scenario(() => movingAddress(on, branches({ a: ADDRESS_7 }), branches({ a: ADDRESS_8, c: ADDRESS_7 })));
  const swapped = scenario(() =>
    movingAddress(on, offices({ a: ADDRESS_7, b: ADDRESS_9 }), offices({ a: ADDRESS_9, b: ADDRESS_7 })),
  );

  row(
    on,
    "x2",
    "an address moves to another branch, and its own branch is removed: the preview and `up` refuse, before anything is deleted",
    () => {
      assertRefused(dropped(), /::vpn-a/);
    },
  );

  row(on, "x2", "an address moves to a new branch, and its own branch moves to another address: the same", () => {
    assertRefused(moved(), /::vpn-a/);
  });

  row(on, "x2", "two peer gateways swap their addresses: the same", () => {
    assertRefused(swapped(), /UserGateway::[ab]/);
  });

  row(
    on,
    "x2",
    "the same without a preview (`--skip-preview`), whether the resource with the address is removed or stays",
    () => {
      for (const { before, unplanned } of [dropped(), swapped()]) {
        assert.equal(unplanned, before);
      }
    },
  );

  row(
    on,
    "x2",
    "the command that the error names, and then `up`, move the address; a swap needs one more command",
    () => {
      assert.deepEqual(
        [dropped(), moved(), swapped()].map(({ commands }) => commands),
        [1, 1, 2],
      );
      const first = "198.51.100.63";
      assert.deepEqual(
        [dropped(), moved(), swapped()].map(({ repaired }) => repaired),
        [`${first} ${ADDRESS_7}`, `${first} ${ADDRESS_7} ${ADDRESS_8}`, `${first} ${ADDRESS_7} ${ADDRESS_9}`],
      );
      for (const { changes } of [dropped(), moved(), swapped()]) {
        assert.deepEqual(Object.keys(changes), ["same"]);
      }
    },
  );
});

/** What an `up` of an earlier release left: `b` was deleted to move to the address of `a`, which stands. */
async function leftByEarlier(on: Variant) {
  const seen = { output: "", addresses: [] as string[] };
  await withTunnel({ stack: { on, program: branches({ a: ADDRESS_7 }) } }, async ({ stack, emulator }) => {
    await stack.up();
    await stack.setProgram(branches({ b: ADDRESS_7 }));
    seen.output = (await stack.up({ expect: "failure" })).output;
    await stack.destroy({ args: commandIn(seen.output) });
    await stack.up();
    seen.addresses = emulator.state().vpnConnections.map(({ userGwAddress }) => userGwAddress);
    await stack.destroy();
    assert.equal(emulator.state().userGateways.length, 1);
  });
  return seen;
}

describeRows("an address that a resource holds which the program no longer has", (on) => {
  const seen = scenario(() => leftByEarlier(on));

  row(
    on,
    "x2",
    "a new resource with that address: refused; the command that the error names, and then `up`, create it",
    () => {
      assert.deepEqual(seen().addresses, [ADDRESS_7]);
    },
  );
});

/** A state with two resources that hold one thing, as a run leaves it that ends between a takeover and the deletion of the old resource. */
async function cutOff(on: Variant, first: string, second: string) {
  const seen = {
    standing: [] as string[],
    stands: [] as string[],
    output: "",
    state: [] as string[],
    left: [] as string[],
  };
  await withTunnel({ stack: { on, program: first } }, async ({ stack, emulator }) => {
    const names = async () => ownResources(await readState(stack)).map(({ urn }) => urn.split("::").at(-1) ?? "");
    const standing = () => [
      ...emulator.state().vpnConnections.map(({ unVpnConnId }) => unVpnConnId),
      ...emulator.state().userGateways.map(({ unUserGwId }) => unUserGwId),
    ];
    await stack.up();
    seen.standing = standing();
    const old = await stack.exportState();
    const id = (type: string): string => ownResources(old).find((resource) => resource.type.endsWith(type))?.id ?? "";
    await stack.setProgram(second.replaceAll("TUNNEL", id(":VpnConnection")).replaceAll("PEER", id(":UserGateway")));
    await stack.up();
    const renamed = await stack.exportState();
    const both = { ...renamed, resources: [...renamed.resources, ...ownResources(old)] };
    await stack.importState(both);
    const targets = ownResources(old).flatMap(({ urn }) => ["--target", urn]);
    seen.output = (await stack.destroy({ args: targets, expect: "failure" })).output;
    seen.stands = standing();
    // The next `up` forgets the old resources and keeps what the new ones hold.
    await stack.up();
    seen.state = await names();
    assert.deepEqual(standing(), seen.standing);
    await stack.importState(both);
    await stack.destroy();
    seen.left = standing();
    assert.deepEqual(await names(), []);
  });
  return seen;
}

/** A peer gateway and a tunnel under one name. */
const site = (name: string, peer: object = {}, tunnel: object = {}): string => `
import { UserGateway, VpnConnection } from "pulumi-qcloud-vpn";
const peer = new UserGateway("${name}", ${JSON.stringify({ userGwAddr: ADDRESS_7, ...peer })});
new VpnConnection("${name}", { ...${JSON.stringify({ ...tunnelArgs, ...tunnel })}, userGwId: peer.userGwId });
`;

describeRows("a peer gateway and a tunnel that two resources of the state hold", (on) => {
  const seen = scenario(() => cutOff(on, site("old"), site("new", { userGwId: "PEER" }, { vpnConnId: "TUNNEL" })));

  row(
    on,
    "x3",
    "`destroy --target` of the resource whose tunnel another one took over, without the program: refused; both stay, and the next `up` repairs the state",
    () => {
      const { standing, stands, output, state } = seen();
      assert.deepEqual(stands, standing);
      assert.match(output, /carries the default name of another resource/);
      assert.deepEqual(state.sort(), ["new", "new"]);
    },
  );

  row(on, "x3", "destroy of both: each tunnel and peer gateway is deleted once, and the command succeeds", () => {
    assert.deepEqual(seen().left, ["cgw-e098slul"]);
  });
});

/** A thing that was adopted from another stack with the name that it has. */
async function adoptedElsewhere(on: Variant) {
  const seen = { left: [] as string[] };
  await withTunnel({ stack: { on, program: site("theirs") } }, async ({ stack, emulator }) => {
    await stack.up();
    const { unVpnConnId, unUserGwId } = emulator.state().vpnConnections[0] ?? { unVpnConnId: "", unUserGwId: "" };
    const program = site("ours", { userGwId: unUserGwId }, { vpnConnId: unVpnConnId });
    await withStack({ on, program, emulator }, async (other) => {
      await other.up();
      await other.destroy();
    });
    seen.left = emulator.state().userGateways.map(({ unUserGwId: id }) => id);
    assert.deepEqual(emulator.state().vpnConnections, []);
    await stack.destroy();
  });
  return seen;
}

describeRows("a peer gateway and a tunnel adopted from another stack", (on) => {
  const seen = scenario(() => adoptedElsewhere(on));

  row(
    on,
    "x3",
    "adopted from another stack by its id, without its own name: the stack that adopted it deletes it",
    () => {
      assert.deepEqual(seen().left, ["cgw-e098slul"]);
    },
  );
});

/** What a pair of resources has to name: a peer gateway of its own, and a tunnel or a peer gateway that stands. */
interface Given {
  readonly peer: string;
  readonly tunnel: string;
  readonly number: string;
  /** The arguments of a peer gateway that stands, and its legacy id. */
  readonly office: { readonly userGwAddr: string; readonly userGwId: string };
  readonly officeNumber: string;
}

/** Pairs of resources that ask for one thing. */
const DOUBLES = {
  "the same gateways, name and key, with other networks": ({ peer: userGwId }: Given) => [
    ["VpnConnection", { ...tunnelArgs, userGwId, vpnConnName: "to the office" }],
    ["VpnConnection", { ...tunnelArgs, userGwId, vpnConnName: "to the office", userGwCidrBlock: ["172.16.99.0/24"] }],
  ],
  "the same gateways, with default names": ({ peer: userGwId }: Given) => [
    ["VpnConnection", { ...tunnelArgs, userGwId }],
    ["VpnConnection", { ...tunnelArgs, userGwId }],
  ],
  "the same vpnConnId": ({ peer: userGwId, tunnel: vpnConnId }: Given) => [
    ["VpnConnection", { ...tunnelArgs, userGwId, vpnConnId }],
    ["VpnConnection", { ...tunnelArgs, userGwId, vpnConnId }],
  ],
  "the same vpnConnId in its two forms": ({ peer: userGwId, tunnel, number }: Given) => [
    ["VpnConnection", { ...tunnelArgs, userGwId, vpnConnId: tunnel }],
    ["VpnConnection", { ...tunnelArgs, userGwId, vpnConnId: number }],
  ],
  "the same address": () => [
    ["UserGateway", { userGwAddr: ADDRESS_7 }],
    ["UserGateway", { userGwAddr: ADDRESS_7 }],
  ],
  "the same address and name": () => [
    ["UserGateway", { userGwAddr: ADDRESS_8, userGwName: "office" }],
    ["UserGateway", { userGwAddr: ADDRESS_8, userGwName: "office" }],
  ],
  "the same userGwId": ({ office }: Given) => [
    ["UserGateway", office],
    ["UserGateway", office],
  ],
  "the same userGwId in its two forms": ({ office, officeNumber }: Given) => [
    ["UserGateway", office],
    ["UserGateway", { ...office, userGwId: officeNumber }],
  ],
} as const satisfies Record<string, (given: Given) => readonly (readonly [string, object])[]>;

type Double = keyof typeof DOUBLES;

/** Whether a pair has a legacy id. */
const isOlder = (which: Double): boolean => which.endsWith("in its two forms");

/** Whether a pair names something that stands. */
const adopts = (which: Double): boolean => /vpnConnId|userGwId/.test(which);

const doubles = Object.keys(DOUBLES) as Double[];

const doublesOn = ({ api }: Variant): Double[] => doubles.filter((which) => api === "2.0" || !isOlder(which));

/** What the names of the resources of a pair begin with. */
const wordOf = (which: Double): string => `p${doubles.indexOf(which)}`;

/** The resources of a pair, or those of the given names; the second is made after the first. */
function double(which: Double, given: Given, names: readonly string[] = ["one", "two"]): string[] {
  const word = wordOf(which);
  return DOUBLES[which](given).flatMap(([type, args], index) => {
    const name = ["one", "two"][index] ?? "";
    const opts = index === 1 && names.length === 2 ? `{ dependsOn: ${word}one }` : "{}";
    return names.includes(name)
      ? [`const ${word}${name} = new ${type}("${word}${name}", ${JSON.stringify(args)}, ${opts});`]
      : [];
  });
}

const doubleProgram = (...resources: readonly string[][]): string =>
  ['import { UserGateway, VpnConnection } from "pulumi-qcloud-vpn";', ...resources.flat()].join("\n");

/** What stands for a pair to name. */
async function givenFor(which: Double, emulator: Emulator): Promise<Given> {
  const userGwAddr = `203.0.113.${100 + doubles.indexOf(which)}`;
  const peer = await addPeer(emulator, wordOf(which), userGwAddr);
  const tunnel = which.includes("vpnConnId") ? await makeTunnel(emulator, { userGwId: peer }) : "";
  const { vpnConnections, userGateways } = emulator.state();
  const number = vpnConnections.find(({ unVpnConnId }) => unVpnConnId === tunnel)?.vpnConnId;
  const officeNumber = userGateways.find(({ unUserGwId }) => unUserGwId === peer)?.userGwId;
  const office = { userGwAddr, userGwId: peer };
  return { peer, tunnel, number: String(number), office, officeNumber: String(officeNumber) };
}

/**
 * The first resources of all pairs in one stack, and then the second one of each pair beside them, whose refusal ends the program: the first one
 * in an `up`, the others in previews, which check no less. Only the creation shows whose id the other form is.
 */
async function twice(on: Variant) {
  const refusals = new Map<Double, string>();
  const seen = { refusals, state: [] as string[], made: 0, alone: {}, removed: 0 };
  await withTunnel({ emulator: { taskMs: 50 }, stack: { on } }, async ({ stack, emulator }) => {
    const pairs: [Double, Given][] = [];
    for (const which of doublesOn(on)) {
      pairs.push([which, await givenFor(which, emulator)]);
    }
    await until(() => emulator.state().vpnConnections.every(({ vpcConnStatus }) => vpcConnStatus === 6));
    const things = () => emulator.state().vpnConnections.length + emulator.state().userGateways.length;
    const before = things();
    /** The first resource of each pair, and the second one of one pair. */
    const program = (both?: Double): string =>
      doubleProgram(...pairs.map(([which, given]) => double(which, given, which === both ? undefined : ["one"])));
    await stack.setProgram(program());
    await stack.up();
    for (const [which] of pairs) {
      await stack.setProgram(program(which));
      const { output } = await (refusals.size === 0 || isOlder(which)
        ? stack.up({ expect: "failure" })
        : stack.run("preview", { args: ["--stack", stack.name], expect: "failure" }));
      refusals.set(which, output);
    }
    seen.state = ownResources(await readState(stack)).map(({ urn }) => urn.split("::").at(-1) ?? "");
    seen.made = things() - before;
    await stack.setProgram(program());
    seen.alone = (await stack.preview()).changeSummary;
    await stack.destroy();
    seen.removed = before - things();
  });
  return seen;
}

async function until(isSo: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 60_000; !isSo(); ) {
    assert.ok(Date.now() < deadline, `never: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A state in which two resources of the program hold one tunnel, as an earlier release made it. */
async function bothInState() {
  const seen = { output: "", calls: [] as string[], standing: 0, after: {}, left: 0 };
  const which = "the same gateways, name and key, with other networks";
  const given = {
    peer: tunnelArgs.userGwId,
    tunnel: "",
    number: "",
    office: { userGwAddr: "", userGwId: "" },
    officeNumber: "",
  };
  const program = (names?: readonly string[]): string => doubleProgram(double(which, given, names));
  await withTunnel({ emulator: { taskMs: 50 }, stack: {} }, async ({ stack, emulator }) => {
    await stack.setProgram(program(["one"]));
    await stack.up();
    const one = await stack.exportState();
    await stack.setProgram(program(["two"]));
    await stack.up();
    const two = await stack.exportState();
    await stack.importState({ ...two, resources: [...two.resources, ...ownResources(one)] });
    emulator.clearCalls();
    await stack.setProgram(program().replace(/dependsOn: \w+/, ""));
    seen.output = (await stack.up({ args: ["--refresh"], expect: "failure" })).output;
    seen.calls = emulator.calls().map(({ action }) => actionIn2(action));
    await stack.setProgram(program(["one"]));
    await stack.up();
    seen.standing = emulator.state().vpnConnections.length;
    seen.after = (await stack.preview()).changeSummary;
    await stack.destroy();
    seen.left = emulator.state().vpnConnections.length;
  });
  return seen;
}

describeRows("two resources of one program that ask for one thing", (on) => {
  const seen = scenario(() => twice(on));

  it("makes one thing for each pair that adopts none, and deletes each once", () => {
    const { made, alone, removed } = seen();
    const pairs = doublesOn(on);
    assert.equal(made, pairs.filter((which) => !adopts(which)).length);
    assert.deepEqual(alone, { same: 1 + pairs.length });
    assert.equal(removed, pairs.filter(adopts).length);
  });

  for (const which of Object.keys(DOUBLES) as Double[]) {
    const says = `${which}: the second is refused, and the error names the first, which succeeds`;
    if (on.api === "3.0" && isOlder(which)) {
      notOn(on, "x4", says, "no: API 3.0 has unified ids only");
      continue;
    }
    row(on, "x4", says, () => {
      const { refusals, state } = seen();
      const word = wordOf(which);
      assert.match(refusals.get(which) ?? "", new RegExp(`\\b${word}one\\b[^\\n]*of this program`));
      assert.deepEqual(
        state.filter((name) => name.startsWith(word)),
        [`${word}one`],
      );
    });
  }

  const earlier =
    "two that an earlier release accepted for one tunnel: the second is refused, and the tunnel stays when the program drops it";
  if (on.host === "plugin") {
    notOn(on, "x4", earlier, "no: no release has it");
    return;
  }
  const both = scenario(bothInState);
  row(on, "x4", earlier, () => {
    const { output, calls, standing, after, left } = both();
    // The engine asks for both at once, and the first of them may be brought to what the program says.
    assert.match(output, /\bp0(?:one|two)\b[^\n]*of this program/);
    const writes = calls.filter((action) => /^(?:Add|Modify|Delete)/.test(action));
    assert.ok(writes.length <= 1 && writes.every((action) => action === "ModifyVpnConnEx"), writes.join());
    assert.equal(standing, 1);
    assert.deepEqual(after, { same: 2 });
    assert.equal(left, 0);
  });
});

describeRows("a renamed resource", (on) => {
  const seen = scenario(async () => {
    const ids: (string | undefined)[] = [];
    await withFleet({ on, tunnels: ["first"] }, async (fleet) => {
      const { stack } = fleet;
      const peer = fleet.peers.get("first") ?? "";
      const as = (name: string, args: object) =>
        stack.setProgram(fleetProgram(new Map([[name, peer]]), { [name]: { args: { ...args } } }));
      await as("first", { vpnConnName: "own" });
      await stack.up();
      ids.push(fleet.standing()[0]?.unVpnConnId);
      await as("second", { vpnConnName: "own", ...(on.host === "plugin" ? { vpnConnId: ids[0] } : {}) });
      await stack.up({ args: ["--refresh"] });
      await fleet.assertAgree(["second"]);
      ids.push(fleet.standing()[0]?.unVpnConnId);
      await as("third", { vpnConnId: ids[0] });
      await stack.up({ args: ["--refresh"] });
      await fleet.assertAgree(["third"]);
      ids.push(fleet.standing()[0]?.unVpnConnId);
      await stack.destroy();
      await fleet.assertNothingLeft();
    });
    return ids;
  });

  row(
    on,
    "x4",
    "renamed, with a refresh in the same run: the new resource takes the tunnel over, and the old one does not prevent this",
    () => {
      assert.equal(new Set(seen()).size, 1);
    },
  );
});

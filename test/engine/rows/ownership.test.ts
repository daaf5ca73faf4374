import assert from "node:assert/strict";
import { makeTunnel } from "../../emulator/support.ts";
import { actionIn2 } from "../../support/api-words.ts";
import { fleetProgram, withFleet } from "../support/fleet.ts";
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
    preview: "",
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
    seen.preview = (await stack.run("preview", { args: ["--stack", stack.name], expect: "failure" })).output;
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

function assertRefused({ before, preview, planned, output, after, calls }: Moved, holder: RegExp): void {
  for (const text of [preview, planned, output]) {
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
  const plain = scenario(() => movingAddress(on, offices({ a: ADDRESS_7, b: ADDRESS_9 }), offices({ b: ADDRESS_7 })));
  const swapped = scenario(() =>
    movingAddress(on, offices({ a: ADDRESS_7, b: ADDRESS_9 }), offices({ a: ADDRESS_9, b: ADDRESS_7 })),
  );

  row(
    on,
    "x2",
    "an address moves to another branch, and its own branch is removed: the preview and `up` refuse, before anything is deleted",
    () => {
      assertRefused(dropped(), /::vpn-a/);
      assertRefused(plain(), /UserGateway::a/);
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
      for (const { before, unplanned } of [dropped(), plain(), swapped()]) {
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
        [dropped(), plain(), moved(), swapped()].map(({ commands }) => commands),
        [1, 1, 1, 2],
      );
      const first = "198.51.100.63";
      assert.deepEqual(
        [dropped(), plain(), moved(), swapped()].map(({ repaired }) => repaired),
        [
          `${first} ${ADDRESS_7}`,
          `${first} ${ADDRESS_7}`,
          `${first} ${ADDRESS_7} ${ADDRESS_8}`,
          `${first} ${ADDRESS_7} ${ADDRESS_9}`,
        ],
      );
      for (const { changes } of [dropped(), plain(), moved(), swapped()]) {
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

/** Programs whose two resources ask for one thing; `ID` and `NUMBER` are those of a tunnel or a peer gateway that stands. */
const DOUBLES = {
  "the same gateways, name and key, with other networks": [
    ["VpnConnection", { ...tunnelArgs, vpnConnName: "to the office" }],
    ["VpnConnection", { ...tunnelArgs, vpnConnName: "to the office", userGwCidrBlock: ["172.16.99.0/24"] }],
  ],
  "the same gateways, with default names": [
    ["VpnConnection", tunnelArgs],
    ["VpnConnection", tunnelArgs],
  ],
  "the same vpnConnId": [
    ["VpnConnection", { ...tunnelArgs, vpnConnId: "ID" }],
    ["VpnConnection", { ...tunnelArgs, vpnConnId: "ID" }],
  ],
  "the same vpnConnId in its two forms": [
    ["VpnConnection", { ...tunnelArgs, vpnConnId: "ID" }],
    ["VpnConnection", { ...tunnelArgs, vpnConnId: "NUMBER" }],
  ],
  "the same address": [
    ["UserGateway", { userGwAddr: ADDRESS_7 }],
    ["UserGateway", { userGwAddr: ADDRESS_7 }],
  ],
  "the same address and name": [
    ["UserGateway", { userGwAddr: ADDRESS_7, userGwName: "office" }],
    ["UserGateway", { userGwAddr: ADDRESS_7, userGwName: "office" }],
  ],
  "the same userGwId": [
    ["UserGateway", { userGwAddr: "198.51.100.63", userGwId: "cgw-e098slul" }],
    ["UserGateway", { userGwAddr: "198.51.100.63", userGwId: "cgw-e098slul" }],
  ],
  "the same userGwId in its two forms": [
    ["UserGateway", { userGwAddr: "198.51.100.63", userGwId: "cgw-e098slul" }],
    ["UserGateway", { userGwAddr: "198.51.100.63", userGwId: "315" }],
  ],
} as const satisfies Record<string, readonly (readonly [string, object])[]>;

type Double = keyof typeof DOUBLES;

/** Whether a pair has a legacy id. */
const isOlder = (which: Double): boolean => which.endsWith("in its two forms");

/** A program with both resources of a pair, or with those of the given names; the second is made after the first. */
const double = (which: Double, names: readonly string[] = ["one", "two"]): string =>
  [
    'import { UserGateway, VpnConnection } from "pulumi-qcloud-vpn";',
    ...DOUBLES[which].map(([type, args], index) => {
      const name = ["one", "two"][index] ?? "";
      const opts = index === 1 && names.length === 2 ? "{ dependsOn: one }" : "{}";
      return names.includes(name) ? `const ${name} = new ${type}("${name}", ${JSON.stringify(args)}, ${opts});` : "";
    }),
  ].join("\n");

/** What comes of each pair: the second resource is refused, and the first one goes on alone. */
async function twice(on: Variant) {
  const seen = new Map<Double, { output: string; state: string[]; more: number; alone: object; left: number }>();
  const doubles = (Object.keys(DOUBLES) as Double[]).filter((which) => on.api === "2.0" || !isOlder(which));
  for (const which of doubles) {
    await withTunnel({ emulator: { taskMs: 50 }, stack: { on } }, async ({ stack, emulator }) => {
      const things = () => emulator.state().vpnConnections.length + emulator.state().userGateways.length;
      const tunnel = which.includes("vpnConnId") ? await makeTunnel(emulator) : "";
      await until(() => emulator.state().vpnConnections.every(({ vpcConnStatus }) => vpcConnStatus === 6));
      const number = emulator.state().vpnConnections[0]?.vpnConnId ?? 0;
      const before = things();
      const filled = (program: string): string =>
        program.replaceAll('ID"', `${tunnel}"`).replaceAll("NUMBER", String(number));
      await stack.setProgram(filled(double(which)));
      const { output } = await stack.up({ expect: "failure" });
      const state = ownResources(await readState(stack)).map(({ urn }) => urn.split("::").at(-1) ?? "");
      const more = things() - before;
      await stack.setProgram(filled(double(which, ["one"])));
      await stack.up();
      const alone = (await stack.preview()).changeSummary;
      await stack.destroy();
      seen.set(which, { output, state, more, alone, left: things() });
    });
  }
  return seen;
}

async function until(isSo: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 60_000; !isSo(); ) {
    assert.ok(Date.now() < deadline, `never: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A state in which two resources of the program hold one tunnel, as an earlier release made it. */
async function bothInState(on: Variant) {
  const seen = { output: "", calls: [] as string[], standing: 0, after: {}, left: 0 };
  const which = "the same gateways, name and key, with other networks";
  await withTunnel({ emulator: { taskMs: 50 }, stack: { on } }, async ({ stack, emulator }) => {
    await stack.setProgram(double(which, ["one"]));
    await stack.up();
    const one = await stack.exportState();
    await stack.setProgram(double(which, ["two"]));
    await stack.up();
    const two = await stack.exportState();
    await stack.importState({ ...two, resources: [...two.resources, ...ownResources(one)] });
    emulator.clearCalls();
    await stack.setProgram(double(which).replace("dependsOn: one", ""));
    seen.output = (await stack.up({ args: ["--refresh"], expect: "failure" })).output;
    seen.calls = emulator.calls().map(({ action }) => actionIn2(action));
    await stack.setProgram(double(which, ["one"]));
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
  const both = scenario(() => bothInState(on));

  for (const which of Object.keys(DOUBLES) as Double[]) {
    const says = `${which}: the second is refused, and the error names the first, which succeeds`;
    if (on.api === "3.0" && isOlder(which)) {
      notOn(on, "x4", says, "no: API 3.0 has unified ids only");
      continue;
    }
    row(on, "x4", says, () => {
      const { output, state, more, alone, left } = seen().get(which) ?? assert.fail();
      assert.match(output, /\bone\b[^\n]*of this program/);
      assert.deepEqual(state, ["one"]);
      assert.ok(more <= 1);
      assert.deepEqual(alone, { same: 2 });
      assert.equal(left, which.startsWith("the same userGwId") ? 0 : 1);
    });
  }

  row(
    on,
    "x4",
    "two that an earlier release accepted for one tunnel: the second is refused, and the tunnel stays when the program drops it",
    () => {
      const { output, calls, standing, after, left } = both();
      // The engine asks for both at once, and the first of them may be brought to what the program says.
      assert.match(output, /\b(?:one|two)\b[^\n]*of this program/);
      const writes = calls.filter((action) => /^(?:Add|Modify|Delete)/.test(action));
      assert.ok(writes.length <= 1 && writes.every((action) => action === "ModifyVpnConnEx"), writes.join());
      assert.equal(standing, 1);
      assert.deepEqual(after, { same: 2 });
      assert.equal(left, 0);
    },
  );
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
      await as("second", { vpnConnName: "own" });
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

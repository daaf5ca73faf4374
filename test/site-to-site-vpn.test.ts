import assert from "node:assert/strict";
import { ComponentResource, type Output, output, RunError, runtime } from "@pulumi/pulumi";
import { API_VERSIONS } from "../provider/api/index.ts";
import { type BranchArgs, type BranchProperties, SiteToSiteVpn, type SiteToSiteVpnArgs } from "../provider/index.ts";
import { check } from "../provider/lifecycle/vpn-connection/check.ts";
import { configFor, KEY, withEmulator } from "./lifecycle/support.ts";
import { ModelEngine } from "./support/model-engine.ts";
import { reached } from "./support/versions.ts";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

/** Not every branch is one that the compiler takes. */
function branch(name: string, args: Partial<BranchProperties> = {}): BranchArgs {
  const properties: object = {
    name,
    address: `203.0.113.${name.length}`,
    networks: ["172.16.10.0/24"],
    preSharedKey: "test-only-pre-shared-key-0001",
    ...args,
  };
  return properties as BranchArgs;
}

const args = (rest: Partial<SiteToSiteVpnArgs> = {}): SiteToSiteVpnArgs => ({
  vpcId: "vpc-03vihbk9",
  vpnGwId: "vpngw-dystbrkv",
  branches: [branch("shanghai")],
  ...rest,
});

const known = <T>(value: Output<T>): Promise<T> => new Promise((resolve) => value.apply(resolve));

describe("SiteToSiteVpn", () => {
  let registered: Registered[];

  beforeEach(async () => {
    registered = [];
    await runtime.setMocks({
      newResource: ({ type, name, inputs }) => {
        registered.push({ type: type.replace(/.*:/, ""), name, inputs });
        return { id: `${type.replace(/.*:/, "")}-${name}`, state: inputs };
      },
      call: () => ({}),
    });
  });

  /** The inputs of the resources that a component registers, by type and name. */
  async function inputsOf(given: SiteToSiteVpnArgs): Promise<Record<string, Record<string, unknown>>> {
    const vpn = new SiteToSiteVpn("vpn", given);
    await known(vpn.branches);
    return Object.fromEntries(registered.map(({ type, name, inputs }) => [`${type} ${name}`, inputs]));
  }

  it("makes a peer gateway and a tunnel for each branch, named after it", async () => {
    const inputs = await inputsOf(args({ branches: [branch("shanghai"), branch("beijing")] }));
    assert.deepEqual(Object.keys(inputs).sort(), [
      "SiteToSiteVpn vpn",
      "UserGateway vpn-beijing",
      "UserGateway vpn-shanghai",
      "VpnConnection vpn-beijing",
      "VpnConnection vpn-shanghai",
    ]);
    const tunnel = inputs["VpnConnection vpn-beijing"];
    assert.equal(tunnel?.["userGwId"], "UserGateway-vpn-beijing");
    assert.equal(tunnel?.["vpnGwId"], "vpngw-dystbrkv");
    assert.equal(inputs["UserGateway vpn-beijing"]?.["userGwAddr"], "203.0.113.7");
  });

  for (const version of API_VERSIONS) {
    it(`makes a tunnel that API ${version} accepts with the strong settings, and that shows no changes`, async () => {
      const inputs = await inputsOf(args());
      const strong = { ...inputs["VpnConnection vpn-shanghai"], userGwId: "cgw-e098slul", preSharedKey: KEY };
      await withEmulator({ taskMs: 0 }, async (_engine, emulator) => {
        const { endpoint, api } = reached(emulator, version);
        const engine = new ModelEngine(configFor(emulator, { "qcloud:endpoint": endpoint, "qcloud:api": api }));
        assert.equal(await engine.up(strong), "create");
        await engine.refresh();
        assert.equal(await engine.preview(strong), "same");
        const { IKESet } = emulator.state().vpnConnections[0] ?? assert.fail();
        assert.equal(IKESet.propoEncryAlgorithm, "aes-cbc-256");
        assert.equal(IKESet.dhGroupName, "group14");
      });
    });
  }

  it("gives every tunnel strong settings, over which those of the component and then of the branch go one by one", async () => {
    const inputs = await inputsOf(
      args({
        ikeSet: { ikeSaLifetimeSeconds: 28_800 },
        branches: [branch("shanghai"), branch("beijing", { ikeSet: output({ dhGroupName: "group5" }) })],
      }),
    );
    const strong = {
      propoEncryAlgorithm: "aes-cbc-256",
      propoAuthenAlgorithm: "sha",
      exchangeMode: "main",
      dhGroupName: "group14",
      ikeSaLifetimeSeconds: 28_800,
    };
    assert.deepEqual(inputs["VpnConnection vpn-shanghai"]?.["ikeSet"], strong);
    assert.deepEqual(inputs["VpnConnection vpn-beijing"]?.["ikeSet"], { ...strong, dhGroupName: "group5" });
    assert.deepEqual(inputs["VpnConnection vpn-beijing"]?.["ipsecSet"], {
      encryptAlgorithm: "aes-cbc-256",
      integrityAlgorithm: "sha",
      pfsDhGroup: "dh-group14",
      ipsecSaLifetimeSeconds: 3_600,
    });
  });

  it("makes rules from each local network to a branch's networks, unless the branch has rules of its own", async () => {
    const rules = { "10.0.9.0/24": ["172.16.11.0/24"] };
    const { name, address, preSharedKey } = branch("beijing");
    const inputs = await inputsOf(
      args({
        localNetworks: output(["10.0.0.0/24", "10.0.1.0/24"]),
        branches: [branch("shanghai"), { name, preSharedKey, address: output(address ?? ""), spdAcl: rules }],
      }),
    );
    const shanghai = inputs["VpnConnection vpn-shanghai"];
    assert.deepEqual(shanghai?.["spdAcl"], {
      "10.0.0.0/24": ["172.16.10.0/24"],
      "10.0.1.0/24": ["172.16.10.0/24"],
    });
    assert.equal(shanghai?.["userGwCidrBlock"], undefined);
    assert.deepEqual(inputs["VpnConnection vpn-beijing"]?.["spdAcl"], rules);
  });

  it("gives a branch's networks alone where no local network is named", async () => {
    const tunnel = (await inputsOf(args()))["VpnConnection vpn-shanghai"];
    assert.deepEqual(tunnel?.["userGwCidrBlock"], ["172.16.10.0/24"]);
    assert.equal(tunnel?.["spdAcl"], undefined);
  });

  it("adopts by ids, and makes no peer gateway for a branch that has the id of one but no address", async () => {
    const { name, networks, preSharedKey } = branch("beijing");
    const inputs = await inputsOf(
      args({
        branches: [
          branch("shanghai", { userGwId: "cgw-e098slul", vpnConnId: "vpnx-ol6bcqp0", vpnConnName: "old" }),
          { name, networks: networks ?? [], preSharedKey, userGwId: "cgw-00000001" },
        ],
      }),
    );
    assert.equal(inputs["UserGateway vpn-shanghai"]?.["userGwId"], "cgw-e098slul");
    assert.equal(inputs["VpnConnection vpn-shanghai"]?.["vpnConnId"], "vpnx-ol6bcqp0");
    assert.equal(inputs["VpnConnection vpn-shanghai"]?.["vpnConnName"], "old");
    assert.equal(inputs["UserGateway vpn-beijing"], undefined);
    assert.equal(inputs["VpnConnection vpn-beijing"]?.["userGwId"], "cgw-00000001");
  });

  it("hands region and timeouts to every resource", async () => {
    const inputs = await inputsOf(args({ region: "ap-shanghai", timeouts: { delete: "5m" } }));
    for (const resource of ["UserGateway vpn-shanghai", "VpnConnection vpn-shanghai"]) {
      assert.equal(inputs[resource]?.["region"], "ap-shanghai", resource);
      assert.deepEqual(inputs[resource]?.["timeouts"], { delete: "5m" }, resource);
    }
  });

  it("takes null for an argument that was left out, as config objects hold it", async () => {
    const nothing = null as unknown as string;
    const inputs = await inputsOf(
      args({ branches: [branch("shanghai", { vpnConnName: nothing, userGwId: nothing })] }),
    );
    assert.equal(inputs["VpnConnection vpn-shanghai"]?.["vpnConnName"], undefined);
    assert.equal(inputs["UserGateway vpn-shanghai"]?.["userGwId"], undefined);
  });

  it("leaves a setting that is null, or an output of undefined, to the settings beneath it", async () => {
    const nothing = null as never;
    const inputs = await inputsOf(
      args({
        ikeSet: { dhGroupName: nothing, exchangeMode: output(undefined) as never, ikeSaLifetimeSeconds: 28_800 },
        ipsecSet: output({ pfsDhGroup: nothing }),
        branches: [branch("shanghai", { ikeSet: { ikeSaLifetimeSeconds: output(undefined) as never } })],
      }),
    );
    assert.deepEqual(inputs["VpnConnection vpn-shanghai"]?.["ikeSet"], {
      propoEncryAlgorithm: "aes-cbc-256",
      propoAuthenAlgorithm: "sha",
      exchangeMode: "main",
      dhGroupName: "group14",
      ikeSaLifetimeSeconds: 28_800,
    });
    assert.deepEqual(inputs["VpnConnection vpn-shanghai"]?.["ipsecSet"], {
      encryptAlgorithm: "aes-cbc-256",
      integrityAlgorithm: "sha",
      pfsDhGroup: "dh-group14",
      ipsecSaLifetimeSeconds: 3_600,
    });
  });

  it("hands settings that an output gives as something else to the tunnel, whose check says what is wanted", async () => {
    const inputs = await inputsOf(args({ ikeSet: output("main") as never, ipsecSet: output(["sha"]) as never }));
    const tunnel = { ...inputs["VpnConnection vpn-shanghai"], userGwId: "315", preSharedKey: "test-only-key-0001" };
    const { failures } = check({ region: "gz", owner: "" }, {}, tunnel);
    assert.deepEqual(
      failures.map(({ reason }) => reason.replace(/, such as.*/, "")),
      ["ikeSet must be an object of IKE settings", "ipsecSet must be an object of IPsec settings"],
    );
  });

  describe("names of resources that join alike", () => {
    const parts = (name: string, branches: BranchArgs[], opts = {}) =>
      new SiteToSiteVpn(name, args({ branches }), opts);

    it("are refused before anything of the second component is registered, naming both", async () => {
      await known(parts("vpn", [branch("a-b"), branch("c")]).branches);
      const before = registered.length;
      assert.throws(
        () => parts("vpn-a", [branch("xx"), branch("b")]),
        (error) => {
          assert.ok(RunError.isInstance(error));
          assert.match(
            error.message,
            /^branch b of SiteToSiteVpn vpn-a would have resources named vpn-a-b, as branch a-b of SiteToSiteVpn vpn has\./,
          );
          return true;
        },
      );
      assert.equal(registered.length, before);
      await known(parts("vpn-a", [branch("xx")]).branches);
    });

    it("are none in components of other types, or in another run in the same process", async () => {
      class Site extends ComponentResource {
        constructor(name: string, component: string, part: string) {
          super("test:index:Site", name);
          parts(component, [branch(part)], { parent: this });
        }
      }
      parts("vpn", [branch("a-b")]);
      new Site("one", "vpn-a", "b");
      assert.throws(() => new Site("two", "vpn", "a-b"), /as branch b of SiteToSiteVpn vpn-a has\./);
      await runtime.setMocks({
        newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
        call: () => ({}),
      });
      parts("vpn", [branch("a-b")]);
    });
  });

  it("tells of each branch by its name, without the key", async () => {
    const vpn = new SiteToSiteVpn("vpn", args());
    const outputs = await known(vpn.branches);
    assert.deepEqual(Object.keys(outputs), ["shanghai"]);
    assert.equal(outputs["shanghai"]?.userGwId, "UserGateway-vpn-shanghai");
    assert.doesNotMatch(JSON.stringify(outputs), /test-only-pre-shared-key/);
    assert.deepEqual(Object.keys(vpn.vpnConnections), ["shanghai"]);
    assert.deepEqual(Object.keys(vpn.userGateways), ["shanghai"]);
  });

  describe("refuses, before it registers anything,", () => {
    const { preSharedKey: _, ...keyless } = branch("shanghai");
    const { address: __, ...homeless } = branch("shanghai");
    const cases: [what: string, given: object, message: RegExp][] = [
      ["no arguments", {}, /- vpcId is required\n- vpnGwId is required\n- branches is required$/],
      [
        "an argument that it does not know",
        { ...args(), branch: [] },
        /vpn: branch is not an argument of SiteToSiteVpn$/,
      ],
      ["an empty list", args({ branches: [] }), /vpn: branches must hold at least one branch$/],
      [
        "a list that is an output",
        { ...args(), branches: output([]) },
        /must be a plain list, not an output: a preview/,
      ],
      ["an object for a list", { ...args(), branches: {} }, /must be a plain list, not of type object/],
      [
        "a branch that is an output",
        { ...args(), branches: [output({})] },
        /branches\[0\] must be an object with name/,
      ],
      [
        "a name that is an output",
        { ...args(), branches: [{ ...branch("x"), name: output("x") }] },
        /branches\[0\]\.name must be plain text, not an output/,
      ],
      [
        "a name twice",
        args({ branches: [branch("office"), branch("office", { address: "203.0.113.9" })] }),
        /vpn: branches\[1\] \(office\) has the name of branches\[0\] \(office\)$/,
      ],
      [
        "an address twice",
        args({ branches: [branch("a"), branch("b")] }),
        /vpn: branches\[1\] \(b\) has the address of branches\[0\] \(a\), and an account has one peer gateway for an address$/,
      ],
      ["an empty name", args({ branches: [branch("")] }), /branches\[0\]\.name must be text .* begin with __$/],
      ["a name like __proto__", args({ branches: [branch("__proto__")] }), /not begin with __$/],
      [
        "a branch without a key",
        { ...args(), branches: [keyless] },
        /vpn: branches\[0\] \(shanghai\)\.preSharedKey is required$/,
      ],
      [
        "a misspelt argument",
        { ...args(), branches: [{ ...branch("x"), psk: "test-only-key" }] },
        /\(x\)\.psk is not an argument of a branch; did you mean preSharedKey\?$/,
      ],
      [
        "an argument that is no Unicode, in a message that Pulumi can show",
        { ...args(), branches: [{ ...branch("x"), "psk\ud83d": "test-only-key" }] },
        /\(x\)\.psk\ufffd is not an argument of a branch$/,
      ],
      [
        "neither address nor id",
        { ...args(), branches: [homeless] },
        /\.address is required, or the userGwId of a peer gateway that is made elsewhere$/,
      ],
      [
        "a name for a peer gateway that it does not make",
        { ...args(), branches: [{ ...homeless, userGwId: "cgw-e098slul", userGwName: "x" }] },
        /userGwName is used only with address/,
      ],
      [
        "networks beside rules",
        args({ branches: [branch("x", { spdAcl: {} })] }),
        /\(x\): networks and spdAcl exclude each other/,
      ],
      [
        "neither networks nor rules",
        { ...args(), branches: [{ ...branch("x"), networks: undefined }] },
        /\(x\): one of networks and spdAcl is required$/,
      ],
      [
        "no local networks in a list of them",
        args({ localNetworks: [] }),
        /vpn: localNetworks must hold at least one network, or be left out$/,
      ],
      [
        "a formerly that is an output",
        { ...args(), branches: [branch("x", { formerly: output({ branch: "y" }) as object })] },
        /formerly must hold names as plain text: userGateway, vpnConnection, branch$/,
      ],
      [
        "an odd formerly",
        { ...args(), branches: [branch("x", { formerly: { tunnel: "y" } as object })] },
        /formerly must hold names as plain text: userGateway, vpnConnection, branch$/,
      ],
    ];
    for (const [what, given, message] of cases) {
      it(what, () => {
        assert.throws(
          () => new SiteToSiteVpn("vpn", given as SiteToSiteVpnArgs),
          (error) => {
            assert.ok(RunError.isInstance(error));
            assert.match(error.message, message);
            assert.doesNotMatch(error.message, /test-only/);
            return true;
          },
        );
        assert.deepEqual(registered, []);
      });
    }
  });

  describe("a value of a wrong type", () => {
    const values: readonly unknown[] = [
      true,
      7.5,
      "text",
      "",
      [],
      [[]],
      [null],
      [7],
      [["10.0.0.0/24"]],
      [{}],
      {},
      { a: 7 },
    ];
    /** Holes are no values, and no reason to crash. */
    const sparse: unknown[] = [];
    sparse.length = 2;
    /** Which of the values are of the right type, or said by another rule. */
    const fits: Record<string, readonly unknown[]> = {
      region: ["text", ""],
      vpcId: ["text", ""],
      vpnGwId: ["text", ""],
      branches: [],
      localNetworks: [],
      ikeSet: [{}, { a: 7 }],
      ipsecSet: [{}, { a: 7 }],
      timeouts: [{}, { a: 7 }],
    };
    const branchFits: Record<string, readonly unknown[]> = {
      name: ["text"],
      address: ["text", ""],
      networks: [[]],
      spdAcl: [{}],
      preSharedKey: ["text", ""],
      ikeSet: [{}, { a: 7 }],
      ipsecSet: [{}, { a: 7 }],
      userGwName: ["text", ""],
      vpnConnName: ["text", ""],
      userGwId: ["text", ""],
      vpnConnId: ["text", ""],
      formerly: [],
    };
    const isAmong = (right: readonly unknown[], value: unknown): boolean =>
      right.some((one) => JSON.stringify(one) === JSON.stringify(value) && value !== sparse);

    let components = 0;

    function refusal(given: object): string {
      try {
        components += 1;
        new SiteToSiteVpn(`vpn${components}`, given as SiteToSiteVpnArgs);
      } catch (error) {
        assert.ok(RunError.isInstance(error), String(error));
        return error.message;
      }
      return "";
    }

    for (const [argument, right] of Object.entries(fits)) {
      it(`of ${argument}: one sentence says what is wanted`, () => {
        for (const value of [...values, sparse]) {
          const message = refusal({ ...args(), [argument]: value });
          const what = JSON.stringify(value);
          if (isAmong(right, value)) {
            assert.equal(message, "", what);
          } else {
            assert.match(
              message,
              new RegExp(`^SiteToSiteVpn vpn\\d+:(?: | ?\\n- )${argument}[^\n]* (?:must|is required)`),
              what,
            );
          }
        }
      });
    }

    for (const [argument, right] of Object.entries(branchFits)) {
      it(`of a branch's ${argument}: one sentence says what is wanted`, () => {
        for (const value of [...values, sparse]) {
          const { networks, ...others } = branch("office");
          const base = argument === "spdAcl" ? others : { ...others, networks };
          const message = refusal(args({ branches: [{ ...base, [argument]: value } as BranchArgs] }));
          const what = JSON.stringify(value);
          if (isAmong(right, value)) {
            assert.equal(message, "", what);
          } else {
            assert.match(
              message,
              new RegExp(
                `^SiteToSiteVpn vpn\\d+:(?: | ?\\n- )branches\\[0\\][^\n]*\\.${argument} (?:must |is required)`,
              ),
              what,
            );
          }
        }
      });
    }

    for (const given of [true, 7, "text", [], [args()], output(args())]) {
      it(`of all arguments together: ${JSON.stringify(given).slice(0, 20)}`, () => {
        assert.match(refusal(given as object), /^SiteToSiteVpn vpn\d+:\n- the arguments must be an object/);
      });
    }

    it("in a list of branches, which says which one", () => {
      for (const odd of [undefined, null, 7, "text", [], output({})]) {
        const message = refusal(args({ branches: [branch("office"), odd as unknown as BranchArgs] }));
        assert.match(message, /^SiteToSiteVpn vpn\d+: branches\[1\] must be an object with name/);
      }
    });
  });
});

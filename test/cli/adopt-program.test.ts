import assert from "node:assert/strict";
import fc from "fast-check";
import ts from "typescript";
import { tunnelArguments } from "../../cli/adopt/arguments.ts";
import { resourceName, uniqueNames, variableName, variableNames } from "../../cli/adopt/names.ts";
import { Code, type ModuleFormat, writeProgram } from "../../cli/adopt/program.ts";
import type { VpnConn } from "../../provider/api/types.ts";
import { hasInvisible } from "../../provider/util/printable.ts";

const id = { unified: "vpnx-ol6bcqp0", legacy: "399" };

const conn: VpnConn = {
  id,
  vpc: { unified: "vpc-03vihbk9", legacy: "gz_vpc_76" },
  vpnGw: { unified: "vpngw-dystbrkv", legacy: "547" },
  userGw: { unified: "cgw-e098slul", legacy: "315" },
  name: "office",
  status: "running",
  preSharedKey: "canary-psk-77aa",
  sourceCidr: ["10.0.0.0/16"],
  destinationCidr: ["172.16.10.0/24"],
  ikeSet: { propoEncryAlgorithm: "aes-cbc-256", localIdentity: "address", localAddress: "203.0.113.1" },
  ipsecSet: { pfsDhGroup: "null", ipsecSaLifetimeTraffic: 1_843_200 },
};

describe("the text of an adopted program", () => {
  it("shows every character of its literals, and means the same", () => {
    const hostile = "x\u202e\u2066'; evil(); //\u200b\u3164\u2028\u009b\u{e0041}";
    const text = writeProgram({
      usesPlugin: false,
      format: "require",
      region: hostile,
      provider: undefined,
      comments: [hostile],
      declarations: [
        {
          type: "UserGateway",
          variable: "office",
          name: hostile,
          args: { userGwName: hostile, spdAcl: { [hostile]: [hostile] } },
          comments: [hostile],
        },
      ],
    });
    assert.ok(!text.split("\n").some(hasInvisible), JSON.stringify(text));
    const made: unknown[] = [];
    class UserGateway {
      constructor(...args: unknown[]) {
        made.push(args);
      }
    }
    new Function("require", text)(() => ({ UserGateway }));
    const args = { region: hostile, userGwName: hostile, spdAcl: { [hostile]: [hostile] } };
    assert.deepEqual(made, [[hostile, args]]);
  });
});

describe("the names in an adopted program", () => {
  const resources: readonly (readonly [string, string])[] = [
    ["office", "office"],
    ["Hangzhou office", "Hangzhou-office"],
    ["杭州 办公室", "杭州-办公室"],
    ["399_office", "office"],
    ["branch-pqv0123456789ab", "branch"],
    ["399_branch-pqv0123456789ab", "branch"],
    ["a::b/c$d", "a-b-c-d"],
    ["  ", "vpnx-ol6bcqp0"],
    ["🙂", "vpnx-ol6bcqp0"],
    ["", "vpnx-ol6bcqp0"],
  ];
  for (const [name, expected] of resources) {
    it(`calls the resource of "${name}" ${expected}`, () => {
      assert.equal(resourceName(name, id), expected);
    });
  }

  const variables: readonly (readonly [string, string])[] = [
    ["Hangzhou-office", "hangzhouOffice"],
    ["HQ", "hq"],
    ["vpnx-ol6bcqp0", "vpnxOl6bcqp0"],
    ["杭州-办公室", "杭州办公室"],
    ["3-sources", "tunnel3Sources"],
    ["snake_case_name", "snakeCaseName"],
    ["-", "tunnel"],
    // The capital is of Unicode 16.
    ["가-ƛ", "가ƛ"],
  ];
  for (const [name, expected] of variables) {
    it(`calls the variable of "${name}" ${expected}`, () => {
      assert.equal(variableName(name, "tunnel"), expected);
    });
  }

  it("hold nothing that is not shown, and are no longer than a name may be", () => {
    assert.equal(resourceName("a\u202eb\u3164c\ufe0fd", id), "a-b-c-d");
    assert.ok(resourceName(`${"-".repeat(300_000)}a${"b".repeat(300_000)}`, id).length <= 200);
  });

  it("are numbered where two things have one name, and step round the words of the language", () => {
    const names = uniqueNames("-", ["taken"]);
    assert.deepEqual(
      ["a", "a", "a-2", "taken"].map((name) => names(name)),
      ["a", "a-2", "a-2-2", "taken-2"],
    );
    const own = variableNames();
    assert.deepEqual(
      ["class", "config", "office", "office"].map((name) => own(name)),
      ["class2", "config2", "office", "office2"],
    );
  });
});

describe("the networks in an adopted program", () => {
  const of = (
    sourceCidr: string[],
    destinationCidr = ["172.16.1.0/24", "172.16.2.0/24"],
    vpc: string | undefined = "10.0.0.0/16",
  ) => tunnelArguments("gz", { ...conn, sourceCidr, destinationCidr }, vpc);

  it("are the peer's alone where the source is the VPC's network, however that is written", () => {
    for (const source of [["10.0.0.0/16"], ["10.0.3.4/16"], []]) {
      const { args, comments } = of(source);
      assert.deepEqual(args["userGwCidrBlock"], ["172.16.1.0/24", "172.16.2.0/24"]);
      assert.equal(args["spdAcl"], undefined);
      assert.deepEqual(comments, []);
    }
  });

  it("are exact rules where there is one source", () => {
    const rules = { "10.0.0.0/24": ["172.16.1.0/24", "172.16.2.0/24"] };
    assert.deepEqual(of(["10.0.0.0/24"]).args["spdAcl"], rules);
    assert.deepEqual(of(["10.0.0.0/24"]).comments, []);
    assert.deepEqual(of(["10.0.0.0/24"], undefined, "").args["spdAcl"], rules);
  });

  it("are all pairs, under a comment that says so, where there are several sources", () => {
    const { args, comments } = of(["10.0.0.0/24", "10.0.1.0/24"]);
    assert.deepEqual(args["spdAcl"], {
      "10.0.0.0/24": ["172.16.1.0/24", "172.16.2.0/24"],
      "10.0.1.0/24": ["172.16.1.0/24", "172.16.2.0/24"],
    });
    assert.match(comments.join(), /not which of them can reach which: these are all pairs/);
  });

  it("name each network once", () => {
    assert.deepEqual(of(["10.0.0.0/16"], ["172.16.1.0/24", "172.16.1.9/24"]).args["userGwCidrBlock"], [
      "172.16.1.0/24",
    ]);
  });
});

describe("the arguments in an adopted program", () => {
  it("are those that stand, under names of this package", () => {
    assert.deepEqual(tunnelArguments("gz", conn, "10.0.0.0/16"), {
      args: {
        vpnConnId: "vpnx-ol6bcqp0",
        vpcId: "vpc-03vihbk9",
        vpnGwId: "vpngw-dystbrkv",
        userGwId: "cgw-e098slul",
        vpnConnName: "office",
        userGwCidrBlock: ["172.16.10.0/24"],
        ikeSet: conn.ikeSet,
        ipsecSet: conn.ipsecSet,
      },
      comments: [],
    });
  });

  it("leave out, with a word about it, settings that stand and that no argument takes", () => {
    const { args, comments, obstacle } = tunnelArguments(
      "gz",
      {
        ...conn,
        name: "x".repeat(61),
        ikeSet: {
          propoEncryAlgorithm: "sm4",
          localIdentity: "fqdn",
          localFqdnName: "vpn.example.com",
          localAddress: "203.0.113.1",
          remoteIdentity: "fqdn",
          dhGroupName: "group2",
        },
        ipsecSet: { ipsecSaLifetimeSeconds: 1 },
      },
      undefined,
    );
    assert.deepEqual(
      [args["ikeSet"], args["ipsecSet"], args["vpnConnName"]],
      [{ localIdentity: "fqdn", localFqdnName: "vpn.example.com", dhGroupName: "group2" }, {}, undefined],
    );
    assert.equal(obstacle, undefined);
    assert.match(
      comments.join("\n"),
      /Left as it is: ikeSet\.propoEncryAlgorithm must be one of 3des-cbc, .*des-cbc; sm4 needs API 3\.0/,
    );
    assert.match(comments.join("\n"), /vpnConnName must be text of 1 to 60/);
  });

  it("cannot be written for a key or networks that no argument takes, and the reason never shows the key", () => {
    const { obstacle } = tunnelArguments("gz", { ...conn, preSharedKey: "@canary-psk-77aa" }, undefined);
    assert.match(obstacle ?? "", /preSharedKey must not begin with @/);
    assert.doesNotMatch(obstacle ?? "", /canary/);
    assert.match(
      tunnelArguments("gz", { ...conn, destinationCidr: [] }, "10.0.0.0/16").obstacle ?? "",
      /userGwCidrBlock/,
    );
  });

  it("say that a key which the service hides is written", () => {
    const { preSharedKey: _hidden, ...hidden } = conn;
    assert.match(tunnelArguments("gz", hidden, undefined).comments.join(), /does not show the key/);
  });
});

describe("the text of an adopted program", () => {
  /** Errors of syntax, as TypeScript's parser finds them. */
  const errorsIn = (text: string, fileName: string): string[] => {
    const { diagnostics = [] } = ts.transpileModule(text, {
      fileName,
      reportDiagnostics: true,
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, allowJs: true },
    });
    return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
  };

  const files: readonly (readonly [string, ModuleFormat])[] = [
    ["index.ts", "import"],
    ["index.mjs", "import"],
    ["index.cjs", "require"],
  ];
  for (const [file, format] of files) {
    it(`is valid whatever the names are: ${file}`, () => {
      const text = fc.oneof(
        fc.string({ unit: "grapheme" }),
        fc.constantFrom("class", "*/", "\u2028", "$" + "{x}", "`", "__proto__"),
      );
      fc.assert(
        fc.property(fc.array(fc.record({ name: text, comment: text }), { minLength: 1, maxLength: 6 }), (things) => {
          const variables = variableNames();
          const names = uniqueNames("-");
          const program = writeProgram({
            usesPlugin: false,
            format,
            comments: things.map(({ comment }) => comment),
            region: "gz",
            provider: undefined,
            declarations: things.map(({ name, comment }) => {
              const own = names(resourceName(name, id));
              return {
                type: "VpnConnection",
                variable: variables(variableName(own, "tunnel")),
                name: own,
                args: {
                  vpnConnName: name,
                  preSharedKey: new Code("config.requireSecret()"),
                  spdAcl: { [name]: [comment] },
                },
                comments: [comment],
              };
            }),
          });
          assert.deepEqual(errorsIn(program, file), [], program);
        }),
        { numRuns: 60 },
      );
    });
  }

  it("is formatted, and imports what it uses", () => {
    const declaration = {
      name: "office",
      variable: "officeGateway",
      args: { userGwAddr: "203.0.113.7" },
      comments: [],
    };
    const program = { usesPlugin: false, region: "gz", comments: ["What this is."], provider: undefined };
    assert.equal(
      writeProgram({ ...program, format: "import", declarations: [{ type: "UserGateway", ...declaration }] }),
      `// What this is.
import { UserGateway } from "pulumi-qcloud-vpn";

const region = "gz";

const officeGateway = new UserGateway("office", {
  region,
  userGwAddr: "203.0.113.7",
});
`,
    );
    assert.match(
      writeProgram({
        ...program,
        provider: "finance",
        format: "require",
        declarations: [{ type: "VpnConnection", ...declaration }],
      }),
      /^\/\/ What this is\.\n"use strict";\nconst pulumi = require\("@pulumi\/pulumi"\);\nconst \{ VpnConnection \} = require.*const options = \{ provider: finance \};.*\}, options\);\n$/s,
    );
  });
});

import assert from "node:assert/strict";
import { startEmulator } from "../../emulator/index.ts";
import { withStack } from "./support/stack.ts";
import { describeEngine } from "./support/suite.ts";
import { standing, tunnelArgs, tunnelProgram, withTunnel } from "./support/tunnels.ts";

const KEY = "canary-pre-shared-key-5150";
const NEW_KEY = "canary-pre-shared-key-5151";
const SECRET_KEY = "canary-secret-key-5152";
const TOKEN = "canary-token-5153";

describeEngine("secrets", () => {
  it("are never in plain text: not in the state, not in our output, not in the calls of the emulator", async () => {
    const emulator = await startEmulator({
      taskMs: 100,
      accounts: [{ secretId: "canary-account", secretKey: SECRET_KEY, token: TOKEN, account: "emulator-secret-id" }],
    });
    try {
      await withStack(
        {
          program: tunnelProgram({ preSharedKey: KEY }),
          emulator,
          config: { "qcloud:secretId": "canary-account" },
          secretConfig: { "qcloud:secretKey": SECRET_KEY, "qcloud:token": TOKEN },
          env: { TENCENTCLOUD_SECRET_ID: undefined, TENCENTCLOUD_SECRET_KEY: undefined },
        },
        async (stack) => {
          const texts: string[] = [];
          const keep = ({ output }: { output: string }): void => {
            texts.push(output);
          };
          keep(await stack.up({ args: ["--diff", "--show-full-output"] }));
          keep(await stack.refresh({ args: ["--diff"] }));
          // Refused, half answered, broken and failed: every kind of message of ours.
          await stack.setProgram(tunnelProgram({ preSharedKey: NEW_KEY, vpnConnName: "office" }));
          emulator.setFaults([{ action: "ModifyVpnConnEx", fault: "code", code: 4000, codeDesc: "InvalidParameter" }]);
          keep(await stack.up({ expect: "failure", args: ["--diff"] }));
          emulator.setFaults([
            { action: "ModifyVpnConnEx", fault: "half" },
            { action: "DescribeVpnConn", fault: "http", status: 502 },
            { action: "ModifyVpnConnEx", fault: "task-fails", message: "no resources", times: 0 },
          ]);
          keep(await stack.up({ expect: "any", args: ["--diff"] }));
          emulator.clearFaults();
          keep(await stack.up({ args: ["--diff"] }));
          texts.push(JSON.stringify(await stack.exportState()), await stack.backendText());
          keep(await stack.destroy({ args: ["--diff"] }));
          texts.push(await stack.backendText(), JSON.stringify(emulator.calls()));
          for (const canary of [KEY, NEW_KEY, SECRET_KEY, TOKEN, encodeURIComponent(KEY), "Signature="]) {
            const found = texts.findIndex((text) => text.includes(canary));
            assert.equal(found, -1, `${canary} stands in text ${found}: ${around(texts[found] ?? "", canary)}`);
          }
          // The search would see them: the state holds the key, encrypted.
          const shown = JSON.stringify(emulator.calls());
          assert.match(shown, /ModifyVpnConnEx/);
        },
      );
    } finally {
      await emulator.stop();
    }
  });
});

/** A program that gives secrets to the classes of the package. */
const program = (body: string): string => `
import * as pulumi from "@pulumi/pulumi";
import { getUserGateways, SiteToSiteVpn, UserGateway, VpnConnection } from "pulumi-qcloud-vpn";
const plain = ${JSON.stringify(tunnelArgs)};
const secret = (value) => pulumi.secret(value);
${body}
`;

const CANARY = "canary-value-5154";

/** Secrets where they cannot be used: misspelt, in the wrong place, or of the wrong form. */
const refusedPrograms: Record<string, string> = {
  "the vendor's misprint": `new VpnConnection("branch", { ...plain, preShareKey: secret("${CANARY}") });`,
  "other letters": `new VpnConnection("branch", { ...plain, presharedkey: secret("${CANARY}") });`,
  "every argument of a tunnel": `new VpnConnection("branch", {
    vpcId: secret("${CANARY}"), vpnGwId: secret("${CANARY}"), userGwId: secret("${CANARY}"), vpnConnId: secret("${CANARY}"),
    region: secret("${CANARY} !"), vpnConnName: secret("${CANARY}".repeat(4)), preSharedKey: "@${CANARY}",
    userGwCidrBlock: [secret("${CANARY}")], ikeSet: { dhGroupName: secret("${CANARY}"), ikeSaLifetimeSeconds: secret(5154) },
    ipsecSet: secret({ encryptAlgorithm: "${CANARY}", pfsDhGroup: "${CANARY}" }), timeouts: { create: secret("${CANARY}"), delete: "${CANARY}" },
  });`,
  "rules, and groups as a whole": `new VpnConnection("branch", {
    ...plain, userGwCidrBlock: undefined, spdAcl: secret({ "${CANARY}": ["${CANARY}"] }), ikeSet: secret("${CANARY}"),
    timeouts: secret("${CANARY}"),
  });`,
  "every argument of a peer gateway": `new UserGateway("branch", {
    userGwAddr: secret("${CANARY}"), userGwName: secret("${CANARY}".repeat(4)), userGwId: secret("${CANARY}"), region: secret("${CANARY} !"),
    timeouts: { delete: secret("${CANARY}") }, key: secret("${CANARY}"),
  });`,
  "what only the service refuses": `new VpnConnection("branch", { ...plain, vpcId: secret("vpc-canary5154") });`,
};

describeEngine("a key in the stack's config", () => {
  it("in plain text gets one warning in a program, an encrypted one none", async () => {
    const emulator = await startEmulator({ taskMs: 100 });
    const { secretId, secretKey } = emulator;
    try {
      const body = `new UserGateway("office", { userGwAddr: "203.0.113.51" });
        new VpnConnection("branch", plain);
        export const gateways = getUserGateways();`;
      const options = {
        program: program(body),
        emulator,
        config: { "qcloud:secretId": secretId, "qcloud:secretKey": secretKey },
        env: { TENCENTCLOUD_SECRET_ID: undefined, TENCENTCLOUD_SECRET_KEY: undefined },
      };
      await withStack(options, async (stack) => {
        const warning = /config contains qcloud:secretKey in plain text/g;
        const plain = await stack.preview();
        const texts = plain.diagnostics.map(({ message }) => message).join("\n");
        assert.equal(texts.match(warning)?.length, 1, texts);
        assert.ok(!texts.includes(secretKey));
        await stack.setConfig("qcloud:secretKey", secretKey, true);
        const encrypted = await stack.preview();
        assert.doesNotMatch(JSON.stringify(encrypted.diagnostics), warning);
      });
    } finally {
      await emulator.stop();
    }
  });
});

describeEngine("secret arguments", () => {
  it("are not shown when arguments are refused", async () => {
    await withTunnel({}, async ({ stack }) => {
      for (const [name, body] of Object.entries(refusedPrograms)) {
        await stack.setProgram(program(body));
        const { output } = await stack.up({ expect: "failure" });
        assert.ok(!/canary|\b5154\b/.test(output), `${name}: ${around(output, "canary")}`);
        assert.doesNotMatch(output, /&\{\{|has a problem: *$/m);
        assert.match(output, /branch/);
        assert.match(
          output,
          name === "what only the service refuses" ? /InvalidVpc/ : /is not an argument|must |Invalid/,
        );
      }
    });
  });

  it("are encrypted if a transform sets the key as SECURITY.md says", async () => {
    const key = "canary-transformed-key-5155";
    const body = `new VpnConnection("branch", plain, {
      transforms: [({ props, opts }) => ({ props: { ...props, preSharedKey: secret("${key}") }, opts })],
    });`;
    await withTunnel({ stack: { program: program(body) } }, async ({ stack, emulator }) => {
      await stack.up();
      assert.ok(JSON.stringify(await stack.exportState({ args: ["--show-secrets"] })).includes(key));
      assert.ok(!(await stack.backendText()).includes(key));
      await stack.refresh();
      assert.ok(!(await stack.backendText()).includes(key));
      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
    });
  });

  const given: Record<string, { body: string; repeated: string[] }> = {
    "networks, rules and addresses": {
      body: `
        const peer = (name, number) => new UserGateway(name, { userGwAddr: \`203.0.113.\${number}\` }).userGwId;
        const tunnel = (name, number, args) => new VpnConnection(name, { ...plain, userGwId: peer(name, number), ...args });
        export const networks = tunnel("networks", 61, { userGwCidrBlock: secret(["172.16.51.0/24"]) });
        export const network = tunnel("network", 62, { userGwCidrBlock: ["172.16.10.0/24", secret("172.16.52.0/24")] });
        export const rules = tunnel("rules", 63, {
          userGwCidrBlock: undefined, spdAcl: secret({ "10.0.7.0/24": ["172.16.53.0/24"] }),
        });
        export const identity = tunnel("identity", 64, {
          ikeSet: { ...plain.ikeSet, remoteAddress: secret("203.0.113.7") },
        });
        export const gateway = new UserGateway("office", { userGwAddr: secret("203.0.113.51") });
        export const office = new VpnConnection("office", { ...plain, userGwId: gateway.userGwId });`,
      repeated: ["172.16.51.0", "172.16.52.0", "172.16.53.0", "10.0.7.0", "203.0.113.7", "203.0.113.51"],
    },
    "ids and a name": {
      body: `export const tunnel = new VpnConnection("branch", {
        ...plain, vpcId: secret("vpc-03vihbk9"), vpnGwId: secret("vpngw-dystbrkv"), vpnConnName: secret("canary-name"),
      });`,
      repeated: ["vpc-03vihbk9", "vpngw-dystbrkv", "canary-name"],
    },
    "a component's": {
      body: `export const branches = new SiteToSiteVpn("vpn", {
        vpcId: plain.vpcId, vpnGwId: plain.vpnGwId, localNetworks: secret(["10.0.0.0/24"]),
        branches: [{
          name: "office", address: secret("203.0.113.51"), networks: secret(["172.16.51.0/24"]), preSharedKey: plain.preSharedKey,
          ikeSet: { remoteAddress: secret("203.0.113.51") },
        }],
      }).branches;`,
      repeated: ["172.16.51.0", "10.0.0.0", "203.0.113.51"],
    },
  };
  for (const [name, { body, repeated }] of Object.entries(given)) {
    it(`are encrypted wherever an output repeats them: ${name}`, async () => {
      await withTunnel({ stack: { program: program(body) } }, async ({ stack, emulator }) => {
        const shown: string[] = [];
        const look = async (when: string): Promise<void> => {
          const { stdout } = await stack.run("stack", { args: ["output", "--json", "--stack", stack.name] });
          shown.push(stdout, await stack.backendText());
          for (const value of repeated) {
            const at = shown.findIndex((text) => text.includes(value));
            assert.equal(at, -1, `${when}: ${value} stands in text ${at}: ${around(shown[at] ?? "", value)}`);
          }
        };
        shown.push((await stack.up({ args: ["--diff"] })).output);
        await look("after up");
        const decrypted = JSON.stringify(await stack.exportState({ args: ["--show-secrets"] }));
        assert.ok(
          repeated.every((value) => decrypted.includes(value)),
          "the search would find them",
        );
        shown.push((await stack.refresh({ args: ["--diff"] })).output);
        await look("after refresh");
        assert.deepEqual(Object.keys((await stack.preview()).changeSummary), ["same"]);
        shown.push((await stack.destroy({ args: ["--diff"] })).output);
        await look("after destroy");
        assert.deepEqual(standing(emulator), []);
      });
    });
  }
});

const around = (text: string, word: string): string => {
  const at = text.indexOf(word);
  return text.slice(Math.max(0, at - 200), at + 100);
};

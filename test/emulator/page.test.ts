import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "puppeteer-core";
import ts from "typescript";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { script } from "../../emulator/page/script.ts";
import { startBrowser, type TestBrowser } from "../support/browser.ts";
import { call, makeTunnel, seed } from "./support.ts";
import { call3 } from "./v3/support.ts";

/** A name that would do harm if it became markup. */
const markup = `</script></td><img src=x onerror="document.title='harm'"><b>&lt;bold&gt;</b><script>document.title='harm'</script>`;

describe("the emulator's page in a browser", function () {
  this.timeout(60_000);
  let test: TestBrowser;
  let emulator: Emulator;
  let page: Page;
  let troubles: string[] = [];
  let requests: string[] = [];

  before(async () => {
    test = await startBrowser();
  });
  after(() => test?.close());
  beforeEach(async () => {
    emulator = await startEmulator({ taskMs: 60_000 });
    page = await test.browser.newPage();
    troubles = [];
    requests = [];
    page.on("console", (message) => troubles.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => troubles.push(String(error)));
    page.on("request", (request) => requests.push(request.url()));
  });
  afterEach(async () => {
    await page.close();
    await emulator.stop();
  });

  const open = async () => {
    await page.setViewport({ width: 1280, height: 900 });
    await page.goto(new URL("/", emulator.url).href);
    await until("#vpcs-count", /\d/);
  };
  const text = (selector: string): Promise<string> => page.$eval(selector, (found) => found.textContent ?? "");
  /** Waits until the text of an element matches. */
  const until = (selector: string, pattern: RegExp) =>
    page.waitForFunction(`${pattern}.test(document.querySelector("${selector}")?.textContent ?? "")`, {
      timeout: 10_000,
      polling: 50,
    });
  const rows = (id: string): Promise<string[][]> =>
    page.$$eval(`#${id} tbody tr`, (found) =>
      found.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent ?? "")),
    );
  /** Clicks a button of the row that holds a text. With an answer it waits for a dialog and returns what that asks. */
  const click = async (id: string, holds: string, verb: string, answer?: string): Promise<string | undefined> => {
    const asked =
      answer === undefined
        ? undefined
        : new Promise<string>((resolve, reject) => {
            page.once("dialog", (dialog) => {
              dialog
                .accept(dialog.type() === "prompt" ? answer : undefined)
                .then(() => resolve(dialog.message()), reject);
            });
          });
    await page.$$eval(
      `#${id} tbody tr`,
      (found, part, name) => {
        const row = found.find((one) => one.textContent?.includes(part));
        const button = [...(row?.querySelectorAll("button") ?? [])].find((one) => one.textContent === name);
        if (button === undefined) {
          throw new Error(`no button ${name} beside ${part}`);
        }
        setTimeout(() => button.click());
      },
      holds,
      verb,
    );
    return asked;
  };
  const noTrouble = () => {
    assert.deepEqual(troubles, []);
    const { origin } = new URL(emulator.url);
    assert.deepEqual(
      requests.filter((url) => new URL(url).origin !== origin && !url.startsWith("data:")),
      [],
    );
  };

  it("shows an empty emulator, and can be loaded again", async () => {
    await open();
    for (let times = 0; times < 2; times += 1) {
      assert.equal(await text("#tunnels-count"), "0");
      assert.deepEqual(
        (await rows("vpn-gateways")).map((cells) => cells.slice(0, 3)),
        [["emulator-gateway", "running", `${seed.vpnGwId} 547`]],
      );
      assert.equal(await text("#notice"), "");
      await page.reload();
      await until("#vpcs-count", /1/);
    }
    noTrouble();
  });

  it("shows three tunnels, their tasks and calls as they change", async () => {
    await open();
    const id = await makeTunnel(emulator);
    emulator.addVpnConnection({ vpnGwId: "547", userGwId: "315", vpnConnName: "second" });
    emulator.addVpnConnection({ vpnGwId: "547", userGwId: "315", vpnConnName: "third", vpcConnStatus: 9 });
    await until("#tunnels-count", /^3: 1 creating, 1 running, 1 state 9$/);
    await until("#calls", /AddVpnConnEx/);
    assert.deepEqual((await rows("calls"))[0]?.slice(1, 6), ["2.0", "POST", "AddVpnConnEx", "0 Success", ""]);
    await click("tasks", id, "Fail");
    await until("#tasks", /planted task failure/);
    await until("#tunnels-count", /create failed/);
    await call(emulator, "DeleteVpnConn", { ...seed, vpnConnId: id });
    await until("#tunnels-count", /1 deleting/);
    await click("tasks", "running", "Finish");
    await until("#tunnels-count", /^2: /);
    assert.deepEqual(
      (await rows("tasks")).map((cells) => cells[2]),
      ["succeeded", "failed"],
    );
    assert.doesNotMatch(await page.content(), /canary/);
    noTrouble();
  });

  it("renames and deletes behind the stack's back, adds tunnels, plants and removes faults", async () => {
    const id = await makeTunnel(emulator);
    await open();
    await click("tunnels", id, "Rename", "renamed");
    await until("#tunnels", /renamed/);
    await click("user-gateways", seed.userGwId, "Add tunnel", "somebody's");
    await until("#tunnels-count", /^2: /);
    await click("user-gateways", seed.userGwId, "Rename", "peer");
    await click("user-gateways", seed.userGwId, "Address", "203.0.113.77");
    await click("vpn-gateways", seed.vpnGwId, "Rename", "gateway");
    await click("vpcs", seed.vpcId, "Rename", "network");
    await until("#vpcs", /network/);
    const { vpnConnections, userGateways, vpnGateways, vpcs } = emulator.state();
    assert.deepEqual(
      [vpnConnections.map((one) => one.vpnConnName), userGateways[0]?.userGwName, userGateways[0]?.userGwAddr],
      [["renamed", "somebody's"], "peer", "203.0.113.77"],
    );
    assert.deepEqual([vpnGateways[0]?.vpnGwName, vpcs[0]?.vpcName], ["gateway", "network"]);

    await page.select("#action", "DeleteVpnConn");
    await page.select("#fault", "code");
    assert.equal(
      await page.$eval("#fault-more", (found) => found.value),
      '{"code":4400,"codeDesc":"RequestLimitExceeded"}',
    );
    await page.click("#plant button");
    await until("#faults-count", /^1$/);
    assert.deepEqual((await rows("faults"))[0]?.slice(0, 4), ["DeleteVpnConn", "code", "1", "0"]);
    assert.equal(emulator.faults()[0]?.action, "DeleteVpnConn");
    await call(emulator, "DeleteVpnConn", { ...seed, vpnConnId: id });
    await until("#faults-count", /^0$/);
    await until("#calls", /4400 RequestLimitExceeded/);
    await page.select("#fault", "drop-after");
    await page.$eval("#times", (found) => {
      found.value = "0";
    });
    await page.click("#plant button");
    await until("#faults", /every/);
    await page.click("#clear-faults");
    await until("#faults-count", /^0$/);
    await page.$eval("#fault-more", (found) => {
      found.value = '{"nonsense":1}';
    });
    await page.click("#plant button");
    await until("#notice", /nonsense/);
    assert.match(troubles.splice(0).join(), /^error: Failed to load resource: .* 400 \(Bad Request\)$/);
    await page.click("#clear-calls");
    await until("#calls-count", /^0$/);
    assert.equal(await text("#notice"), "");

    const tunnel = await click("tunnels", id, "Delete", "yes");
    await until("#tunnels-count", /^1: /);
    assert.equal(tunnel, `Delete ${id}?`);
    await click("vpcs", seed.vpcId, "Delete", "yes");
    await until("#tunnels-count", /^0$/);
    assert.deepEqual(emulator.state().vpnGateways, []);
    noTrouble();
  });

  it("shows calls of API 3.0 with their codes, and plants faults for their actions", async () => {
    await open();
    await page.select("#action", "DescribeVpnConnections");
    await page.select("#fault", "code");
    // The example that the page fills in is replaced.
    await page.click("#fault-more", { count: 3 });
    await page.type("#fault-more", '{"codeDesc":"InternalError"}');
    await page.click("#plant button");
    await until("#faults", /InternalError/);
    await call3(emulator, "DescribeVpnConnections");
    await call3(emulator, "DescribeVpcs");
    await until("#calls", /DescribeVpcs/);
    const [second, first] = await rows("calls");
    assert.deepEqual(first?.slice(1, 6), ["3.0", "POST", "DescribeVpnConnections", "InternalError", "code"]);
    assert.deepEqual(second?.slice(1, 6), ["3.0", "POST", "DescribeVpcs", "0", ""]);
    noTrouble();
  });

  it("never takes a name for markup", async () => {
    const id = await makeTunnel(emulator);
    emulator.patchTask(emulator.state().tasks[0]?.taskId ?? 0, { status: 1, errorMsg: markup });
    emulator.addVpnConnection({ vpnGwId: "547", userGwId: "315", vpnConnName: markup });
    emulator.patchVpnGateway("547", { vpnGwName: markup, vpnGwAddress: markup });
    emulator.patchUserGateway("315", { userGwName: markup, userGwAddr: markup });
    emulator.patchVpc("76", { vpcName: markup });
    emulator.addAccount({ secretId: markup, secretKey: "k" });
    emulator.addFaults([
      { action: "*", fault: "code", code: 1, codeDesc: markup, message: markup },
      { action: "*", fault: "delay", ms: 1, times: 0, parameters: { [markup]: markup } },
    ]);
    await call(emulator, markup, { [markup]: markup, vpnConnName: markup });
    await open();
    await until("#tunnels-count", /^2: /);
    await click("tunnels", id, "Rename", markup);
    await until("#tunnels tr:nth-child(1) td", /script/);
    assert.deepEqual((await rows("calls"))[0]?.slice(3, 5), [markup, `1 ${markup}`]);
    for (const [table, cell] of [
      ["tunnels", 0],
      ["vpn-gateways", 0],
      ["user-gateways", 0],
      ["vpcs", 0],
      ["tasks", 4],
    ] as const) {
      assert.equal((await rows(table))[0]?.[cell], markup, table);
    }
    const elements = await page.$$eval("table *", (found) => [...new Set(found.map((one) => one.tagName))].toSorted());
    assert.deepEqual(elements, ["BUTTON", "TBODY", "TD", "TH", "THEAD", "TR"]);
    assert.equal(await page.title(), "VPC emulator");
    noTrouble();
  });

  it("stays usable with 500 tunnels", async () => {
    for (let number = 0; number < 500; number += 1) {
      emulator.addVpnConnection({ vpnGwId: "547", userGwId: "315", vpnConnName: `tunnel-${number}` });
    }
    await open();
    await until("#tunnels-count", /^500: 500 running$/);
    const kept = await page.$("#tunnels tbody tr:nth-child(250)");
    const changes = page.evaluate(`new Promise((resolve) => {
      let count = 0;
      new MutationObserver((records) => {
        count += records.length;
        setTimeout(() => resolve(count), 300);
      }).observe(document.querySelector("#tunnels tbody"), { subtree: true, childList: true, characterData: true });
    })`) as Promise<number>;
    emulator.remove("vpnConnections", emulator.state().vpnConnections[3]?.unVpnConnId ?? "");
    assert.equal(await changes, 1);
    assert.match((await kept?.evaluate((row) => row.textContent)) ?? "", /tunnel-249/);
    await page.type("#filter", "tunnel-42");
    await until("#tunnels-count", /^11 of 499 match/);
    assert.equal((await rows("tunnels")).length, 11);
    assert.equal(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), true);
    noTrouble();
  });

  it("says that the emulator is away or was started again", async () => {
    await open();
    const port = Number(new URL(emulator.url).port);
    await emulator.stop();
    await until("#notice", /does not answer/);
    emulator = await startEmulator({ port });
    await until("#notice", /started again; reload this page/);
    await page.reload();
    await until("#vpcs-count", /1/);
    assert.equal(await text("#notice"), "");
  });

  it("is a picture that is not empty", async () => {
    await makeTunnel(emulator);
    await open();
    await until("#tunnels-count", /^1: /);
    const picture = await page.screenshot({ fullPage: true });
    assert.ok(picture.length > 10_000, String(picture.length));
  });

  it("cannot be read, framed or used by another page", async () => {
    await open();
    const other = await startEmulator();
    try {
      // Another port of this machine: the nearest foreign page.
      await page.goto(new URL("/", other.url).href);
      const target = new URL("/", emulator.url).href;
      const seen = await page.evaluate(async (url) => {
        const ask = (method: string, headers: Record<string, string>) =>
          fetch(`${url}_emulator/state`, { method, headers }).then(
            () => "answered",
            () => "refused",
          );
        return [await ask("GET", {}), await ask("GET", { "X-Emulator-Page": "x" }), await ask("POST", {})];
      }, target);
      assert.deepEqual(seen, ["refused", "refused", "refused"]);
    } finally {
      await other.stop();
    }
  });
});

describe("the script of the emulator's page", function () {
  this.timeout(60_000);

  it("has no type errors", async () => {
    const folder = await mkdtemp(join(tmpdir(), "page-script-"));
    try {
      const file = join(folder, "script.js");
      await writeFile(file, script);
      const options = { allowJs: true, checkJs: true, noEmit: true, strict: true, noUncheckedIndexedAccess: true };
      const program = ts.createProgram([file], {
        ...options,
        types: [],
        target: ts.ScriptTarget.ES2023,
        lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
      });
      const problems = ts
        .getPreEmitDiagnostics(program)
        .map(
          ({ messageText, start = 0 }) =>
            `${script.slice(0, start).split("\n").length}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
        );
      assert.deepEqual(problems, []);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

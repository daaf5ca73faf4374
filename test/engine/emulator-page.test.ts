import assert from "node:assert/strict";
import { startBrowser, type TestBrowser } from "../support/browser.ts";
import { describeEngine } from "./support/suite.ts";
import { standing, testKey, withTunnel } from "./support/tunnels.ts";

describeEngine("the emulator's page, open in a browser beside a stack on the real engine", () => {
  let test: TestBrowser;
  before(async () => {
    test = await startBrowser();
  });
  after(() => test?.close());

  it("shows the tunnel when it is created and deleted, and changes it outside of the stack", async () => {
    await withTunnel({ emulator: { taskMs: 2000 } }, async ({ stack, emulator }) => {
      const page = await test.browser.newPage();
      const troubles: string[] = [];
      page.on("console", (message) => troubles.push(message.text()));
      page.on("dialog", (dialog) => dialog.accept("renamed on the page"));
      await page.goto(new URL("/", emulator.url).href);
      const shows = (pattern: RegExp, id = "tunnels-count") =>
        page.waitForFunction(`${pattern}.test(document.getElementById("${id}").textContent)`, { polling: 50 });
      // What the page showed, each state once, in order.
      await page.evaluate(`
        seen = [];
        new MutationObserver(() => {
          const words = document.getElementById("tunnels-count").textContent;
          if (seen.at(-1) !== words) {
            seen.push(words);
          }
        }).observe(document.getElementById("tunnels-count"), { childList: true, characterData: true, subtree: true });
      `);
      await shows(/^0$/);
      await stack.up();
      await shows(/^1: 1 running$/);

      await page.evaluate(`document.querySelector("#tunnels button").click()`);
      await shows(/renamed on the page/, "tunnels");
      assert.equal((await stack.refresh()).code, 0);
      assert.equal((await stack.preview()).changeSummary["update"], 1);

      await page.select("#action", "DeleteVpnConn");
      await page.select("#fault", "drop-after");
      await page.click("#plant button");
      await shows(/^1$/, "faults-count");
      await stack.destroy();
      await shows(/^0$/);
      await shows(/DeleteVpnConn0 Successdrop-after/, "calls");
      assert.deepEqual(standing(emulator), []);
      const seen = (await page.evaluate("seen")) as string[];
      const states = seen.filter((words) => !words.startsWith("0"));
      assert.deepEqual(states, ["1: 1 creating", "1: 1 running", "1: 1 deleting"]);
      assert.deepEqual(seen.at(-1), "0");
      assert.equal((await page.content()).includes(testKey), false);
      assert.deepEqual(troubles, []);
    });
  });
});

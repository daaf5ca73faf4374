/**
 * A headless browser for tests. The npm package holds its binary, for Linux on x64; elsewhere TEST_BROWSER names one. No
 * test is skipped without it.
 */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflate } from "@sparticuz/chromium";
import { type Browser, launch } from "puppeteer-core";

/** A browser and what removes it. */
export interface TestBrowser {
  readonly browser: Browser;
  readonly close: () => Promise<void>;
}

/** Unpacks the browser into a folder of its own, which takes some seconds, and starts it. */
export async function startBrowser(): Promise<TestBrowser> {
  const folder = await mkdtemp(join(tmpdir(), "test-browser-"));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const executablePath = process.env["TEST_BROWSER"] ?? (await unpack(folder));
    const browser = await launch({
      executablePath,
      headless: "shell",
      userDataDir: join(folder, "profile"),
      // The sandbox needs privileges that containers do not give. Nothing but the emulator's own page is opened.
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server"],
      env: {
        ...process.env,
        HOME: folder,
        FONTCONFIG_FILE: join(folder, "fonts.conf"),
        LD_LIBRARY_PATH: join(folder, "al2023", "lib"),
      },
    });
    return {
      browser,
      close: async () => {
        await browser.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Unpacks the program, the libraries that a small system lacks, and a font; the package does so in the folder TMPDIR. */
async function unpack(folder: string): Promise<string> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("no browser for this platform among the devDependencies: name one in TEST_BROWSER");
  }
  const packed = (name: string) => fileURLToPath(new URL(`../bin/${name}`, import.meta.resolve("@sparticuz/chromium")));
  const fonts = `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/cache</cachedir></fontconfig>`;
  await writeFile(join(folder, "fonts.conf"), fonts);
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  const unpacked = ["chromium.br", "al2023.tar.br", "fonts.tar.br"].map((name) => inflate(packed(name)));
  if (before === undefined) {
    delete process.env["TMPDIR"];
  } else {
    process.env["TMPDIR"] = before;
  }
  const [program = ""] = await Promise.all(unpacked);
  return program;
}

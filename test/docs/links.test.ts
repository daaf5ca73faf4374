import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { repository } from "../../tools/toolchain/paths.ts";
import { pages, textOf } from "./blocks.ts";

/** The anchors of a page, as they are made of its headings. */
function anchorsOf(page: string): Set<string> {
  const headings = textOf(page)
    .replaceAll(/^ *```[\s\S]*?^ *```$/gm, "")
    .matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, heading = ""]) =>
      heading
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

/** The links of a page to others of the repository, outside its code. */
function linksOf(page: string): string[] {
  const text = textOf(page)
    .replaceAll(/^ *```[\s\S]*?^ *```$/gm, "")
    .replaceAll(/`[^`\n]*`/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^\w+:/.test(target));
}

describe("every link of the documentation", () => {
  for (const page of pages()) {
    it(`of ${page} leads somewhere`, () => {
      const broken = linksOf(page).filter((link) => {
        const [path = "", anchor] = link.split("#");
        const target = path === "" ? page : join(dirname(page), path);
        const isThere = existsSync(join(repository, target));
        return !isThere || (anchor !== undefined && target.endsWith(".md") && !anchorsOf(target).has(anchor));
      });
      assert.deepEqual(broken, []);
    });
  }
});

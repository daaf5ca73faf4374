import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { entries, reportFile, reportOf } from "../../tools/api-report.ts";

describe("the public surface", function () {
  this.timeout(60_000);

  for (const [name, entry] of Object.entries(entries)) {
    it(`of ${name} is the one on record; a change that is meant is recorded with npm run api`, async () => {
      assert.equal(`${reportOf(entry)}\n`, await readFile(reportFile(name), "utf8"));
    });
  }
});

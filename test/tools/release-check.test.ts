import assert from "node:assert/strict";
import { objections } from "../../tools/release-check.ts";

const changelog = "# Changelog\n\n## 1.2.0 (unreleased)\n\n- Add this\n\n## 1.1.0\n\n- Add that\n\n## 1.0.0\n\n";

describe("a tag", () => {
  for (const [tag, version, says] of [
    ["v1.1.0", "1.1.0", []],
    ["v1.1.0", "1.2.0", ["the tag is v1.1.0, and package.json has version 1.2.0"]],
    ["v1.2.0", "1.2.0", ["CHANGELOG.md still says that 1.2.0 is unreleased"]],
    ["v1.3.0", "1.3.0", ['CHANGELOG.md has no section "## 1.3.0"']],
    ["v1.0.0", "1.0.0", ["CHANGELOG.md says nothing of 1.0.0"]],
    ["latest", "1.1.0", ["latest is no tag of a version such as v1.2.3"]],
  ] as const) {
    it(`${tag} with version ${version} is ${says.length === 0 ? "published" : "not published"}`, () => {
      assert.deepEqual(objections(tag, version, changelog), says);
    });
  }
});

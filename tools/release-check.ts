/**
 * `node tools/release-check.ts v1.2.3`: whether this tag may be published. Its version is the one of package.json, and CHANGELOG.md has a
 * section for it with at least one line.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { repository } from "./toolchain/paths.ts";

/**
 * What speaks against publishing a tag; nothing where it is fit.
 *
 * @param tag Such as `v1.2.3`.
 * @param version The one of package.json.
 * @param changelog The text of CHANGELOG.md.
 */
export function objections(tag: string, version: string, changelog: string): string[] {
  if (!/^v\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/.test(tag)) {
    return [`${tag} is no tag of a version such as v1.2.3`];
  }
  const found: string[] = [];
  if (tag !== `v${version}`) {
    found.push(`the tag is ${tag}, and package.json has version ${version}`);
  }
  const section = changelog.split(/^## /m).find((text) => text.split(/\s/, 1)[0] === tag.slice(1));
  if (section === undefined) {
    found.push(`CHANGELOG.md has no section "## ${tag.slice(1)}"`);
  } else if (/\(unreleased\)/.test(section)) {
    found.push(`CHANGELOG.md still says that ${tag.slice(1)} is unreleased`);
  } else if (!/^- /m.test(section)) {
    found.push(`CHANGELOG.md says nothing of ${tag.slice(1)}`);
  }
  return found;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as { version: string };
  const changelog = readFileSync(join(repository, "CHANGELOG.md"), "utf8");
  const found = objections(process.argv[2] ?? "", version, changelog);
  for (const line of found) {
    console.error(line);
  }
  process.exitCode = found.length === 0 ? 0 : 1;
}

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../../tools/toolchain/paths.ts";

/** The jobs of a workflow by name, as text. Our workflows are indented by two spaces. */
function jobsOf(workflow: string): Map<string, string> {
  const [, jobs = ""] = workflow.split(/^jobs:\n/m);
  const parts = jobs.split(/^ {2}([\w-]+):\n/m).slice(1);
  return new Map(parts.flatMap((name, index) => (index % 2 === 0 ? [[name, parts[index + 1] ?? ""] as const] : [])));
}

const usesOf = (text: string): string[] => [...text.matchAll(/^\s*(?:- )?uses: *(.*)$/gm)].map(([, what = ""]) => what);

/** The commands of a job, a block of several lines as one text. */
const runsOf = (job: string): string[] =>
  [...job.matchAll(/^( *)(?:- )?run: *(?:\|\n((?:\1 {2}.*\n)+)|(.*)$)/gm)].map(
    ([, , block, line]) => block ?? line ?? "",
  );

/** What in a workflow gives more the right to publish than the job that publishes; nothing where it is as it must be. */
function objections(workflow: string): string[] {
  const found: string[] = [];
  const [head = ""] = workflow.split(/^jobs:\n/m);
  if (/write/.test(head)) {
    found.push("the whole workflow has a right to write");
  }
  for (const used of usesOf(workflow)) {
    if (!/^[\w./-]+@[0-9a-f]{40}( |$)/.test(used)) {
      found.push(`${used} is not pinned by its commit`);
    }
  }
  if (/npx|@latest|curl|wget/.test(workflow)) {
    found.push("something is fetched by a name that can move");
  }
  const jobs = jobsOf(workflow);
  const publishers = [...jobs].filter(([, job]) => /id-token: *write/.test(job));
  if (publishers.length !== 1) {
    found.push(`${publishers.length} jobs may publish`);
  }
  for (const [name, job] of publishers) {
    const actions = usesOf(job).map((used) => used.split("@")[0]);
    const allowed = ["actions/setup-node", "actions/download-artifact"];
    found.push(...actions.filter((one) => !allowed.includes(one ?? "")).map((one) => `${name} uses ${one}`));
    if (!/node-version: \d+\.\d+\.\d+\n/.test(job)) {
      found.push(`${name} takes any Node.js of a line`);
    }
    if (!/^ {4}environment: release$/m.test(job)) {
      found.push(`${name} asks nobody`);
    }
    if (!/^ {4}needs: \[test, pack\]$/m.test(job)) {
      found.push(`${name} waits for too little`);
    }
    const [check = "", publish = "", ...more] = runsOf(job);
    if (!/^echo "\$SHA256 {2}\S+\.tgz" \| sha256sum --check$/.test(check)) {
      found.push(`${name} checks no digest`);
    }
    if (!/^npm publish --ignore-scripts .*\.tgz$/.test(publish)) {
      found.push(`${name} publishes something else`);
    }
    found.push(...more.map((command) => `${name} also runs ${command}`));
    if (!/SHA256: \$\{\{ needs\.pack\.outputs\.sha256 \}\}/.test(job)) {
      found.push(`${name} has the digest from elsewhere`);
    }
  }
  const writers = [...jobs].filter(([, job]) => /contents: *write/.test(job));
  if (writers.length !== 1 || writers.some(([, job]) => publishers.some(([, other]) => other === job))) {
    found.push("other jobs than the one for that may write to the releases");
  }
  for (const [name, job] of writers) {
    const [check = "", create = "", ...more] = runsOf(job);
    if (usesOf(job).some((used) => !used.startsWith("actions/download-artifact@"))) {
      found.push(`${name} uses another action`);
    }
    if (
      check !== 'echo "$SHA256" | sha256sum --check' ||
      !/SHA256: \$\{\{ needs\.pack\.outputs\.archives \}\}/.test(job)
    ) {
      found.push(`${name} does not check what it attaches`);
    }
    if (!/^gh release create .*\.tar\.gz$/.test(create) || more.length > 0) {
      found.push(`${name} does something else`);
    }
  }
  const pack = jobs.get("pack") ?? "";
  // What another job of the run puts in the tarball's place has another digest than this job's.
  if (!/^ {6}sha256: \$\{\{ steps\.pack\.outputs\.sha256 \}\}$/m.test(pack)) {
    found.push("pack hands on no digest");
  }
  for (const command of runsOf(pack)) {
    if (/npm (?:ci|install|i|pack)\b(?!.*--ignore-scripts)/.test(command)) {
      found.push(`pack runs scripts: ${command}`);
    }
    if (/npm (?:test|t)\b|npm run (?!build\b|plugin:bundle\b)|mocha/.test(command)) {
      found.push(`pack runs tests: ${command}`);
    }
  }
  return found;
}

describe("the workflow that publishes", () => {
  const workflow = readFileSync(join(repository, ".github", "workflows", "release.yml"), "utf8");

  it("gives the right to publish to a job that runs no tests and no install scripts, and fetches nothing that can move", () => {
    assert.deepEqual(objections(workflow), []);
    assert.deepEqual([...jobsOf(workflow).keys()], ["test", "pack", "publish", "attach"]);
    assert.match(jobsOf(workflow).get("test") ?? "", /run: npm test\n/);
  });

  const spoilt: readonly [string, string | RegExp, string, RegExp][] = [
    ["a right of the whole workflow", /^ {2}contents: read$/m, "  contents: read\n  id-token: write", /whole workflow/],
    ["a second job with the right", /^ {2}test:\n/m, "  test:\n    permissions:\n      id-token: write\n", /2 jobs/],
    ["a movable tag", /(download-artifact)@[0-9a-f]{40} #/, "$1@v5 #", /not pinned/],
    ["a movable tag before the tarball is made", /(checkout)@[0-9a-f]{40} #/, "$1@v5 #", /not pinned/],
    ["npx", "run: npm publish", "run: npx --yes npm@11 publish", /can move/],
    ["an install where it is published", "run: npm publish", "run: npm ci && npm publish", /something else/],
    ["a further step", /(\n {6}- run: npm publish)/, "\n      - run: npm test$1", /something else|also runs/],
    ["a line of Node.js", /node-version: [\d.]+\n(?=.*download)/, "node-version: 24\n", /any Node\.js/],
    ["no digest", /echo "\$SHA256/, 'echo "', /no digest/],
    ["a digest of its own making", /needs\.pack\.outputs\.sha256/, "steps.own.outputs.sha256", /from elsewhere/],
    ["a release that waits for no test", "needs: [test, pack]", "needs: [pack]", /too little/],
    ["install scripts where it is packed", /run: npm ci --ignore-scripts/, "run: npm ci", /pack runs scripts/],
    ["scripts of its own where it is packed", /npm pack --ignore-scripts/, "npm pack", /pack runs scripts/],
    [
      "a second job that writes to the releases",
      /^ {2}pack:\n/m,
      "  pack:\n    permissions:\n      contents: write\n",
      /other jobs/,
    ],
    ["archives that nobody checks", /echo "\$SHA256" \|/, 'echo "$OTHER" |', /does not check/],
    [
      "another command with the right to write",
      /run: gh release create/,
      "run: npm ci && gh release create",
      /something else/,
    ],
    ["tests where it is packed", /(run: npm run build)/, "$1 && npm test", /pack runs tests/],
  ];
  for (const [what, from, to, says] of spoilt) {
    it(`would be refused with ${what}`, () => {
      const text = workflow.replace(from, to);
      assert.notEqual(text, workflow);
      assert.match(objections(text).join("\n"), says);
    });
  }
});

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { matrix, parseBench } from "../../bench/cases.ts";
import { plots } from "../../bench/charts.ts";
import { document } from "../../bench/page.ts";
import { svg, ticks } from "../../bench/plot.ts";
import { beyondMs, type Figures, limitMs, type Result } from "../../bench/report.ts";
import { noResults, readResults, writeResults } from "../../bench/results.ts";
import { targetSection, uncovered } from "../../bench/targets.ts";
import type { Case } from "../support/measure/case.ts";
import type { Measured, Run } from "../support/measure/measure.ts";
import { withFolder } from "./support.ts";

const memory = { waiting: 1024, kept: 0 };

/** A case in which every command took as long as its tasks and half a second, with two calls a tunnel. */
function resultOf(which: Case, changes: Partial<Measured> = {}): Result {
  const measured: Measured = {
    wallMs: Math.ceil(which.tunnels / which.parallel) * which.taskMs + 500,
    calls: { DeleteVpnConn: which.tunnels, DescribeVpcTaskResult: which.tunnels },
    throttled: 0,
    questions: 1,
    lagMs: [100],
    peakBytes: 1,
    cpuMs: 1,
    ...changes,
  };
  const run = (of: Measured): Run => ({ of: { up: of, refresh: { ...of, lagMs: [] }, destroy: of }, stateBytes: 1000 });
  return { which, ours: run(measured), nothing: run({ ...measured, calls: {}, lagMs: [] }) };
}

const interrupts = { dynamic: 8000, plugin: 50 };

/** Figures of nothing but cases, and of Ctrl-C. */
const figuresOf = (results: readonly Result[]): Figures => ({ results, interrupts, peers: [] });

/** The rows of the tables of targets whose text begins so, under the heading that begins so. */
function targetRows(figures: Figures, begin: string, heading = "API 2.0"): string[] {
  const sections = targetSection(figures, memory).split("### ");
  const section = sections.find((one) => one.startsWith(heading)) ?? "";
  return section.split("\n").filter((line) => line.startsWith(`| ${begin}`));
}

describe("the command line of the benchmark", () => {
  it("means the cases of the page without options, and every combination with one", () => {
    const options = parseBench([]);
    assert.equal(options?.cases, matrix);
    assert.equal(options.writes, true);
    assert.deepEqual(
      parseBench(["--n", "1"])?.cases.map(({ taskMs }) => taskMs),
      [0, 2000, 10_000],
    );
    assert.equal(parseBench(["--no-write"])?.writes, false);
  });

  it("takes all tunnels at once for n, and never more than there are", () => {
    const cases = parseBench(["--n", "1,50", "--task", "2", "--rate", "0", "--parallel", "10,n"])?.cases;
    assert.deepEqual(
      cases?.map(({ tunnels, parallel }) => [tunnels, parallel]),
      [
        [1, 1],
        [50, 10],
        [50, 50],
      ],
    );
  });

  it("runs cases through each version that --api names on each host that --host names, and refuses others", () => {
    const args = ["--n", "1", "--task", "2", "--parallel", "n", "--api", "2.0,3.0", "--host", "dynamic,plugin"];
    assert.deepEqual(
      parseBench(args)?.cases.map(({ api, host }) => [host, api]),
      [
        [undefined, undefined],
        [undefined, "3.0"],
        ["plugin", undefined],
        ["plugin", "3.0"],
      ],
    );
    assert.throws(() => parseBench(["--api", "4.0"]), /--api 4\.0: 2\.0, 3\.0 or both/);
    assert.throws(() => parseBench(["--host", "yaml"]), /--host yaml: dynamic, plugin or both/);
  });

  it("measures Ctrl-C with the whole matrix alone", () => {
    assert.equal(parseBench([])?.interrupts, true);
    assert.equal(parseBench(["--host", "plugin"])?.interrupts, false);
  });

  it("runs a rate with the ceiling and without", () => {
    const cases = parseBench(["--n", "1", "--task", "2", "--rate", "0,10"])?.cases;
    assert.deepEqual(
      cases?.map(({ rate, hasCeiling }) => [rate, hasCeiling]),
      [
        [0, false],
        [10, true],
        [10, false],
      ],
    );
  });

  for (const [option, values] of Object.entries({ n: "5,5", task: "2,2.0", parallel: "3,3", rate: "4,4" })) {
    it(`takes a value of --${option} that is given twice once`, () => {
      const others = ["--n", "5", "--task", "2", "--parallel", "3", "--rate", "4"];
      assert.equal(parseBench([...others, `--${option}`, values])?.cases.length, 2);
    });
  }

  for (const [option, value, wanted] of [
    ["n", "1.5", "a whole number of at least 1"],
    ["n", "0", "a whole number of at least 1"],
    ["n", "10,", "a whole number of at least 1"],
    ["parallel", "2.5", "a whole number of at least 1, or n for all,"],
    ["parallel", "all", "a whole number of at least 1, or n for all,"],
    ["task", "-1", "a number of at least 0"],
    ["rate", "some", "a number of at least 0"],
    ["minutes", "Infinity", "a number of at least 0"],
  ] as const) {
    it(`names --${option} where it is ${value}, and what belongs there`, () => {
      assert.throws(
        () => parseBench([`--${option}=${value}`]),
        ({ message }: Error) => message.startsWith(`--${option} `) && message.includes(`: ${wanted} belongs there\n`),
      );
    });
  }

  it("refuses an option that there is not, with the usage", () => {
    assert.throws(() => parseBench(["--numbers", "1"]), /--numbers.*Usage: npm run bench/s);
  });

  it("makes nothing of --help, whatever else is given", () => {
    assert.equal(parseBench(["--n", "none", "--help"]), undefined);
  });
});

describe("the targets of the benchmark", () => {
  const results = matrix.map((which) => resultOf(which));
  const all = figuresOf(results);
  const changed = (changes: Partial<Measured>): Figures =>
    figuresOf(results.map((one) => (one.which.tunnels === 10 ? resultOf(one.which, changes) : one)));
  const tasksOf2s = "lag, median, tasks of 2 s";

  it("are all spoken of by the whole matrix, and few by a part", () => {
    assert.deepEqual(uncovered(all), []);
    const missing = uncovered(figuresOf(results.filter(({ which }) => which.tunnels === 1)));
    for (const group of ["API 2.0", "API 3.0"]) {
      assert.ok(missing.includes(`destroy of 100, tasks of 10 s (${group})`));
      assert.ok(!missing.includes(`destroy of 1, tasks of 10 s, beyond the task (${group})`));
    }
    assert.ok(uncovered(noResults).length > missing.length);
    assert.match(
      uncovered({ ...all, interrupts: { dynamic: 1 } }).join(),
      /^Ctrl-C [^,]+, tasks of 10 s \(The plugin\)$/,
    );
  });

  it("are met by the worst of their cases", () => {
    assert.deepEqual(targetRows(all, tasksOf2s), [`| ${tasksOf2s}, 1 to 50 tunnels | 0.3 s | 0.10 | met |`]);
    const slow = changed({ lagMs: [400] });
    assert.deepEqual(targetRows(slow, tasksOf2s), [`| ${tasksOf2s}, 1 to 50 tunnels | 0.3 s | 0.40 | **missed** |`]);
  });

  it("are not measured where one of their lags is unknown", () => {
    const unknown = changed({ lagMs: [] });
    assert.deepEqual(targetRows(unknown, tasksOf2s), [`| ${tasksOf2s}, 1 to 50 tunnels | 0.3 s | – | not measured |`]);
  });

  it("are not measured where there is no case", () => {
    for (const heading of ["API 2.0", "API 3.0", "The plugin", "Beside"]) {
      const rows = targetRows(noResults, "", heading);
      const open = rows.filter((row) => row.endsWith("| not measured |"));
      // Beside them the two lines of the head, and in the first table the memory, which needs no case.
      assert.equal(rows.length, open.length + (heading === "API 2.0" ? 3 : 2));
    }
  });

  it("are counted, and those that are missed are named before the tables", () => {
    const [summary = ""] = targetSection(changed({ lagMs: [400] }), memory).split("###");
    assert.match(summary, /^\*\*\d+ of \d+ targets are met\.\*\*\n\nMissed:\n\n- API 2\.0: lag, median, tasks of 2 s,/);
    assert.match(summary, /Not measured:\n\n- Beside the vendor's Terraform provider: /);
    assert.doesNotMatch(targetSection(all, memory), /Missed:/);
  });

  it("hold API 3.0 to its own cases", () => {
    const slow = figuresOf(
      results.map((one) => (one.which.api === "3.0" ? resultOf(one.which, { lagMs: [400], questions: 21 }) : one)),
    );
    assert.deepEqual(targetRows(slow, tasksOf2s), [`| ${tasksOf2s}, 1 to 50 tunnels | 0.3 s | 0.10 | met |`]);
    assert.deepEqual(targetRows(slow, tasksOf2s, "API 3.0"), [
      `| ${tasksOf2s}, 1 to 50 tunnels | 0.3 s | 0.40 | **missed** |`,
    ]);
    assert.match(targetRows(slow, "questions", "API 3.0")[0] ?? "", /\| 20 \| 21\.00 \| \*\*missed\*\* \|$/);
  });

  it("show the plugin beside the dynamic resources, and judge the plugin", () => {
    const fast = figuresOf(
      results.map((one) =>
        resultOf(one.which, {
          wallMs: one.which.host === "plugin" ? 9000 : 17_000,
          peakBytes: one.which.host === "plugin" ? 101e6 : 50e6,
        }),
      ),
    );
    const rows = targetRows(fast, "", "The plugin").slice(2);
    assert.ok(rows.includes("| destroy of 200 at once, tasks of 2 s | 10 s | 9.00 | 17.00 | met |"), rows.join("\n"));
    assert.ok(
      rows.includes("| peak memory of the provider's process, 1 tunnel | 100 MB | 101.00 | 50.00 | **missed** |"),
    );
    assert.ok(rows.at(-1)?.endsWith("| 0.5 s | 0.05 | 8.00 | met |"));
  });

  it("compare with the other provider what it was measured with", () => {
    const peers = [{ tunnels: 1, parallel: 1, taskMs: 10_000, beyond: 1, calls: 10, lag: 5 }];
    const rows = targetRows({ ...all, peers }, "destroy of 1,", "Beside");
    assert.deepEqual(rows, [
      "| destroy of 1, beyond the task | 0.25 of its seconds | 0.50 | 0.50 | **missed** |",
      "| destroy of 1, calls | 0.5 of its calls | 0.20 | 0.20 | met |",
    ]);
  });

  it("hold a command to its calls at the rate, of which those answered 4400 are none", () => {
    const which: Case = { tunnels: 100, parallel: 100, taskMs: 2000, rate: 10, hasCeiling: true };
    const result = resultOf(which, { wallMs: 21_000, calls: { DeleteVpnConn: 210 }, throttled: 10 });
    assert.equal(limitMs(result, "destroy"), 20_000);
    assert.equal(beyondMs(result, "destroy"), 1000);
    const row = "| destroy at an enforced rate that is set | 1.2 × calls / rate | 1.05 | met |";
    assert.deepEqual(targetRows(figuresOf([result]), "destroy at an enforced rate that is set"), [row]);
  });
});

describe("the results that the benchmark keeps", () => {
  it("are read as they were written, and are none where there is no file", async () => {
    await withFolder(async (folder) => {
      const file = join(folder, "results.json");
      assert.deepEqual(await readResults(file), noResults);
      const peers = [{ tunnels: 1, parallel: 1, taskMs: 10_000, beyond: 1, calls: 10, lag: 5 }];
      const figures = { results: matrix.map((which) => resultOf(which)), interrupts: { plugin: 50 }, peers };
      await writeResults(file, figures);
      assert.deepEqual(await readResults(file), figures);
    });
  });

  for (const text of ["", '[{"which":', "{}", '{"results":[{"which":{}}],"interrupts":{},"peers":[]}']) {
    it(`are refused with the name of the file, and left alone, where it holds ${text === "" ? "nothing" : text}`, async () => {
      await withFolder(async (folder) => {
        const file = join(folder, "results.json");
        await writeFile(file, text);
        await assert.rejects(
          readResults(file),
          ({ message }: Error) => message.startsWith(file) && message.includes("name another file with --results"),
        );
        assert.equal(await readFile(file, "utf8"), text);
      });
    });
  }
});

describe("the page of the benchmark", () => {
  it("has a table for each host, API and peer, and no hole, also of a part", () => {
    const peers = [{ tunnels: 1, parallel: 1, taskMs: 10_000, beyond: 1, calls: 10, lag: 5 }];
    const results = matrix.map((which) => resultOf(which, which.tunnels === 1 ? { lagMs: [] } : {}));
    const page = document({ results, interrupts, peers }, memory, ["a machine", ""]);
    assert.match(page, /\| plugin \| 2\.0 \| 500 \| 500 \| 2 s \| none \| destroy \|/);
    assert.match(page, /\| dynamic \| 3\.0 \| 500 \| 500 \| 2 s \| documented \| destroy \|/);
    assert.match(
      page,
      /\n\| 1 \| Terraform \| 1\.0 \| 10\.0 \| 5\.00 \|\n\| 1 \| dynamic \| 0\.5 \| 2\.0 \| – \|\n\| 1 \| plugin \|/,
    );
    for (const text of [page, document(noResults, memory, ["a machine"])]) {
      assert.doesNotMatch(text, /NaN|undefined|Infinity/);
    }
  });
});

describe("the plots of the benchmark", () => {
  const which = (tunnels: number, taskMs: number, more: Pick<Case, "host" | "api"> = {}): Case => ({
    ...more,
    tunnels,
    parallel: tunnels,
    taskMs,
    rate: 0,
    hasCeiling: false,
  });
  const old = [which(1, 10_000), which(1, 2000), which(500, 2000)];
  const others = [
    which(1, 10_000, { api: "3.0" }),
    which(50, 10_000, { api: "3.0" }),
    which(500, 2000, { host: "plugin" }),
  ];
  const peers = [1, 10, 50].map((tunnels) => ({
    tunnels,
    parallel: tunnels,
    taskMs: 10_000,
    beyond: 7,
    calls: 10,
    lag: 5,
  }));
  const figures = { ...figuresOf([...old, ...others].map((one) => resultOf(one))), peers };

  it("have round ticks that enclose the values, however far these are apart", () => {
    assert.deepEqual(ticks([0.3, 7]), [0.2, 0.5, 1, 2, 5, 10]);
    assert.deepEqual(ticks([1, 1]), [1, 2]);
    assert.deepEqual(ticks([]), [1, 2]);
    assert.deepEqual(ticks([0, 100]), [100, 200]);
  });

  it("show ours, the other provider and the target; and the engine's own time", () => {
    assert.deepEqual(
      plots(figures).map(({ lines }) => lines.map(({ tone, points }) => `${tone} ${points.length}`)),
      [
        ["ours 2", "theirs 3", "target 2"],
        ["ours 2", "theirs 3", "target 2"],
        ["ours 2", "theirs 3", "target 3"],
        ["ours 2", "plugin 1", "theirs 2"],
      ],
    );
  });

  it("draw every point within the picture, also of no results", () => {
    for (const measured of [figures, noResults]) {
      const image = svg(plots(measured));
      const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(image)?.map(Number) ?? [];
      assert.deepEqual([width, height], [920, 580]);
      const points = [...image.matchAll(/cx="([^"]+)" cy="([^"]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);
      assert.equal(points.length > 0, measured === figures);
      assert.ok(points.every(([x = Number.NaN, y = Number.NaN]) => x >= 0 && x <= 460 && y >= 0 && y <= 290));
      assert.doesNotMatch(image, /NaN|undefined/);
    }
  });
});

import fc from "fast-check";
import { play } from "./random/play.ts";
import { programs } from "./random/program.ts";
import { describeEngine } from "./support/suite.ts";

/** Cases; ENGINE_RUNS sets another number. Thousands more run in this process, against a model of the engine: test/properties. */
const RUNS = Number(process.env["ENGINE_RUNS"] ?? 4);

/** As in test/properties: ENGINE_SEED and ENGINE_PATH run a case again, ENGINE_SEED=random looks for new ones. */
const ASKED = process.env["ENGINE_SEED"] ?? "20261123";
const SEED = ASKED === "random" ? Math.floor(Math.random() * 2 ** 31) : Number(ASKED);
const PATH = process.env["ENGINE_PATH"];

describeEngine("random programs, faults, kills and changes from elsewhere, on the real engine", () => {
  it(`keep every promise (seed ${SEED})`, async function () {
    this.timeout(RUNS * 600_000);
    // A worker of mocha passes on the message of an error, and not its cause.
    const report = { endOnFailure: true, includeErrorInReport: true };
    const settings = { seed: SEED, numRuns: RUNS, ...report, ...(PATH === undefined ? {} : { path: PATH }) };
    await fc.assert(fc.asyncProperty(programs, play), settings);
  });
});

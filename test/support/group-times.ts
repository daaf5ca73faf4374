import { relative } from "node:path";
import Mocha from "mocha";

const { EVENT_SUITE_BEGIN, EVENT_SUITE_END, EVENT_RUN_END } = Mocha.Runner.constants;

/** The group of a test file: its first folder under test/, or the file itself where it is directly in test/. */
export function groupOf(file: string): string {
  const [, first = "", ...rest] = relative(process.cwd(), file).split(/[\\/]/);
  return rest.length > 0 ? `${first}/` : first;
}

/** Groups with their seconds, the longest first, one a line. */
export function groupLines(secondsOf: ReadonlyMap<string, number>): string[] {
  const groups = [...secondsOf].sort(([, a], [, b]) => b - a);
  const width = Math.max(...groups.map(([, seconds]) => seconds.toFixed(1).length));
  return groups.map(([group, seconds]) => `${seconds.toFixed(1).padStart(width)} s  ${group}`);
}

/** Mocha's dot reporter, which also prints at the end how long each group of tests took, hooks included. */
export default class DotWithGroupTimes extends Mocha.reporters.Dot {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    if (options.parallel === true) {
      // Each file is reported when it has ended.
      return;
    }
    const secondsOf = new Map<string, number>();
    // Tests fake Date and performance.
    let startedAt = 0n;
    runner.on(EVENT_SUITE_BEGIN, (suite) => {
      if (suite.parent?.root) {
        startedAt = process.hrtime.bigint();
      }
    });
    runner.on(EVENT_SUITE_END, (suite) => {
      if (suite.parent?.root && suite.file !== undefined) {
        const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
        const group = groupOf(suite.file);
        secondsOf.set(group, (secondsOf.get(group) ?? 0) + seconds);
      }
    });
    runner.once(EVENT_RUN_END, () => {
      console.log(`${groupLines(secondsOf).join("\n")}\n`);
    });
  }
}

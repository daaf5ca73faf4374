import { type Case, wavesMs } from "./cases.ts";
import { type Command, commands, type Measured, median, type Run, total } from "./measure.ts";

/** A case with what it took, and what the same took with a provider that does nothing. */
export interface Result {
  readonly which: Case;
  readonly ours: Run;
  readonly nothing: Run;
}

/**
 * The least time that a command can take with the calls that it makes: the waves of its tasks, or those calls at the rate allowed. What
 * the cloud answers with 4400 takes nothing of its rate.
 */
export function limitMs({ which, ours }: Result, command: Command): number {
  const waves = command === "refresh" ? 0 : wavesMs(which);
  const answered = total(ours.of[command]) - ours.of[command].throttled;
  return Math.max(waves, which.rate === 0 ? 0 : (answered / which.rate) * 1000);
}

/** What a command took beyond that. */
export const beyondMs = (result: Result, command: Command): number =>
  result.ours.of[command].wallMs - limitMs(result, command);

/** The rate limit of a case, as a cell. */
const rateCell = ({ rate, hasCeiling }: Case): string => (rate === 0 ? "none" : `${rate}${hasCeiling ? ", set" : ""}`);

const seconds = (ms: number): string => (ms / 1000).toFixed(1);
const ratio = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : "–");
const lag = (ms: number): string => (Number.isNaN(ms) ? "–" : (ms / 1000).toFixed(2));

/** One row for each command of each case, as cells. */
export function rows(results: readonly Result[]): string[][] {
  return results.flatMap((result) =>
    commands.map((command) => {
      const { which, ours, nothing } = result;
      const measured = ours.of[command];
      const empty = nothing.of[command];
      const limit = limitMs(result, command);
      return [
        String(which.tunnels),
        String(which.parallel),
        `${which.taskMs / 1000} s`,
        rateCell(which),
        command,
        seconds(measured.wallMs),
        limit < 1000 ? "–" : ratio(measured.wallMs / limit),
        seconds(beyondMs(result, command)),
        seconds(beyondMs(result, command) - empty.wallMs),
        (total(measured) / which.tunnels).toFixed(2),
        String(measured.throttled),
        lag(median(measured.lagMs)),
        lag(measured.lagMs.at(-1) ?? Number.NaN),
        (measured.peakBytes / 2 ** 20).toFixed(0),
        ratio(measured.peakBytes / empty.peakBytes),
      ];
    }),
  );
}

/** What the columns of {@link rows} hold. */
export const heads = [
  "tunnels",
  "at once",
  "task",
  "rate limit",
  "command",
  "seconds",
  "× limit",
  "beyond limit",
  "and beyond nothing",
  "calls per tunnel",
  "throttled",
  "lag, median",
  "lag, longest",
  "peak MiB",
  "× nothing",
] as const;

/** Cells as a table in Markdown. */
export function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...body.map(line)].join("\n");
}

/** Calls per tunnel by action, for each case and command. */
export function actionTable(results: readonly Result[]): string {
  const actions = [
    ...new Set(results.flatMap(({ ours }) => commands.flatMap((command) => Object.keys(ours.of[command].calls)))),
  ].sort();
  const body = results.flatMap(({ which, ours }) =>
    commands.map((command) => [
      String(which.tunnels),
      String(which.parallel),
      `${which.taskMs / 1000} s`,
      rateCell(which),
      command,
      ...actions.map((action) => ((ours.of[command].calls[action] ?? 0) / which.tunnels).toFixed(2)),
    ]),
  );
  return table(["tunnels", "at once", "task", "rate limit", "command", ...actions], body);
}

/** What one more tunnel costs beyond a provider that does nothing, between two numbers of tunnels of otherwise equal cases. */
export function growthTable(results: readonly Result[]): string {
  const body: string[][] = [];
  for (const small of results) {
    const large = results.findLast(
      ({ which }) =>
        small.which.tunnels < which.tunnels &&
        small.which.tunnels >= 50 &&
        which.taskMs === small.which.taskMs &&
        which.rate === small.which.rate &&
        which.hasCeiling === small.which.hasCeiling &&
        (which.parallel === small.which.parallel ||
          (which.parallel === which.tunnels && small.which.parallel === small.which.tunnels)),
    );
    if (large === undefined) {
      continue;
    }
    const more = large.which.tunnels - small.which.tunnels;
    for (const command of commands) {
      const beyond = (of: (measured: Measured) => number): number =>
        (of(large.ours.of[command]) -
          of(small.ours.of[command]) -
          of(large.nothing.of[command]) +
          of(small.nothing.of[command])) /
        more;
      body.push([
        `${small.which.tunnels} to ${large.which.tunnels}`,
        large.which.parallel === large.which.tunnels ? "all" : String(large.which.parallel),
        `${large.which.taskMs / 1000} s`,
        rateCell(large.which),
        command,
        beyond(({ cpuMs }) => cpuMs).toFixed(1),
        (beyond(({ peakBytes }) => peakBytes) / 1024).toFixed(0),
        (total(small.ours.of[command]) / small.which.tunnels).toFixed(2),
        (total(large.ours.of[command]) / large.which.tunnels).toFixed(2),
      ]);
    }
  }
  return table(
    ["tunnels", "at once", "task", "rate limit", "command", "CPU ms", "memory KiB", "calls before", "calls after"],
    body,
  );
}

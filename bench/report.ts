import { type Case, wavesMs } from "../test/support/measure/case.ts";
import { type Command, commands, median, type Run, total } from "../test/support/measure/measure.ts";
import type { PeerDestroy } from "./peer.ts";

/** All that was measured. */
export interface Figures {
  readonly results: readonly Result[];
  /** Milliseconds from Ctrl-C in a wait of destroy until the command has ended. */
  readonly interrupts: { readonly dynamic?: number | undefined; readonly plugin?: number | undefined };
  /** Destroys by the vendor's Terraform provider through API 3.0. */
  readonly peers: readonly PeerDestroy[];
}

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
const rateCell = ({ rate, hasCeiling, api }: Case): string =>
  rate === 0 ? (api === "3.0" ? "documented" : "none") : `${rate}${hasCeiling ? ", set" : ""}`;

const seconds = (ms: number): string => (ms / 1000).toFixed(1);
/** Milliseconds of a lag as a cell of seconds; a dash where it is unknown. */
export const lag = (ms: number): string => (Number.isNaN(ms) ? "–" : (ms / 1000).toFixed(2));

/** One row for each command of each case, as cells. */
export function rows(results: readonly Result[]): string[][] {
  return results.flatMap((result) =>
    commands.map((command) => {
      const { which, ours, nothing } = result;
      const measured = ours.of[command];
      return [
        which.host ?? "dynamic",
        which.api ?? "2.0",
        String(which.tunnels),
        String(which.parallel),
        `${which.taskMs / 1000} s`,
        rateCell(which),
        command,
        seconds(measured.wallMs),
        seconds(beyondMs(result, command)),
        seconds(beyondMs(result, command) - nothing.of[command].wallMs),
        (total(measured) / which.tunnels).toFixed(2),
        String(measured.throttled),
        lag(median(measured.lagMs)),
        lag(measured.lagMs.at(-1) ?? Number.NaN),
        (measured.peakBytes / 2 ** 20).toFixed(0),
      ];
    }),
  );
}

/** What the columns of {@link rows} hold. */
export const heads = [
  "host",
  "API",
  "tunnels",
  "at once",
  "task",
  "rate limit",
  "command",
  "seconds",
  "beyond limit",
  "beyond nothing",
  "calls per tunnel",
  "throttled",
  "lag, median",
  "lag, longest",
  "peak MiB",
] as const;

/** Cells as a table in Markdown. */
export function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...body.map(line)].join("\n");
}

import { parseArgs } from "node:util";

/** One case of the benchmark. */
export interface Case {
  /** How many tunnels. */
  readonly tunnels: number;
  /** How many of them Pulumi treats at once. */
  readonly parallel: number;
  /** How long each task takes, in milliseconds. */
  readonly taskMs: number;
  /** Requests a second that the cloud allows; 0 for no limit. */
  readonly rate: number;
  /** Whether the ceiling qcloud:requestsPerSecond is set to that rate. */
  readonly hasCeiling: boolean;
}

/** What the command line asks for. */
export interface BenchOptions {
  readonly cases: readonly Case[];
  /** Whether the table and the plot are written to docs. */
  readonly writes: boolean;
  /** File that keeps the results: cases that it holds are not run again. */
  readonly results: string | undefined;
  /** A sentence for the page, such as what else the machine did. */
  readonly note: string;
  /** Minutes after which no further case is begun. */
  readonly minutes: number;
}

const usage = `Usage: npm run bench -- [options]

Runs up, refresh and destroy on the real engine against the emulator, beside a provider that does nothing.

  --n 1,10,50,100,500   numbers of tunnels
  --task 0,2,10         seconds that a task takes
  --parallel 10,n       tunnels at once; n: all
  --rate 0,10           requests a second that the cloud allows (0: no limit); each is run with the ceiling set and without
  --minutes 90          begin no case after that time
  --results FILE        keep the results there, and run only the cases that it does not hold yet
  --note TEXT           a sentence for the page, such as what else the machine did
  --no-write            leave docs/performance.md and docs/performance.svg alone
`;

const numbers = (text: string): number[] =>
  text.split(",").map((part) => {
    const value = Number(part);
    if (part.trim() === "" || !Number.isFinite(value) || value < 0) throw new Error(`${part} is no number\n\n${usage}`);
    return value;
  });

/** Reads a command line. @throws Error with the usage. */
export function parseBench(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      n: { type: "string", default: "1,10,50,100,500" },
      task: { type: "string", default: "0,2,10" },
      parallel: { type: "string", default: "10,n" },
      rate: { type: "string", default: "0,10" },
      minutes: { type: "string", default: "90" },
      results: { type: "string" },
      note: { type: "string", default: "" },
      "no-write": { type: "boolean", default: false },
    },
  });
  const cases: Case[] = [];
  for (const rate of numbers(values.rate)) {
    for (const seconds of numbers(values.task)) {
      for (const tunnels of numbers(values.n)) {
        const widths = values.parallel.split(",").map((width) => (width === "n" ? tunnels : Number(width)));
        for (const parallel of new Set(widths.map((width) => Math.min(width, tunnels)))) {
          for (const hasCeiling of rate === 0 ? [false] : [true, false]) {
            cases.push({ tunnels, parallel, taskMs: seconds * 1000, rate, hasCeiling });
          }
        }
      }
    }
  }
  return {
    cases,
    writes: !values["no-write"],
    minutes: Number(values.minutes),
    results: values.results,
    note: values.note,
  };
}

/** The least time that the cloud's own tasks need, in milliseconds. */
export const wavesMs = ({ tunnels, parallel, taskMs }: Case): number => Math.ceil(tunnels / parallel) * taskMs;

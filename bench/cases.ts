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

/** What `--help` prints, and an error ends with. */
export const usage = `Usage: npm run bench -- [options]

Runs up, refresh and destroy on the real engine against the emulator, beside a provider that does nothing.

  --n 1,10,50,100,500   numbers of tunnels
  --task 0,2,10         seconds that a task takes
  --parallel 10,n       tunnels at once; n: all
  --rate 0,10           requests a second that the cloud allows (0: no limit); each is run with the ceiling set and without
  --minutes 90          begin no case after that time
  --results FILE        keep the results there, and run only the cases that it does not hold yet
  --note TEXT           a sentence for the page, such as what else the machine did
  --no-write            leave docs/performance.md and docs/performance.svg alone
  --help                print this
`;

function number(text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= least) return value;
  throw new Error(`${text === "" ? "nothing" : text} where a number of at least ${least} belongs\n\n${usage}`);
}

const numbers = (text: string, least: number): number[] => text.split(",").map((part) => number(part, least));

function parse(args: readonly string[]) {
  return parseArgs({
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
      help: { type: "boolean", default: false },
    },
  }).values;
}

/** Reads a command line; nothing comes of one that asks for help. @throws Error with the usage. */
export function parseBench(args: readonly string[]): BenchOptions | undefined {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`, { cause: error });
  }
  if (values.help) return undefined;
  const cases: Case[] = [];
  for (const rate of numbers(values.rate, 0)) {
    for (const seconds of numbers(values.task, 0)) {
      for (const tunnels of numbers(values.n, 1)) {
        const widths = values.parallel.split(",").map((width) => (width === "n" ? tunnels : number(width, 1)));
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
    minutes: number(values.minutes, 0),
    results: values.results,
    note: values.note,
  };
}

/** The least time that the cloud's own tasks need, in milliseconds. */
export const wavesMs = ({ tunnels, parallel, taskMs }: Case): number => Math.ceil(tunnels / parallel) * taskMs;

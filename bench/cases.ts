import { isDeepStrictEqual, parseArgs } from "node:util";

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
  --parallel 10,n       tunnels at once, at most all; n: all
  --rate 0,10           requests a second that the cloud allows (0: no limit); each is run with the ceiling set and without
  --minutes 240         begin no case after that time; all cases take some three hours
  --results FILE        keep the results there, and run only the cases that it does not hold yet
  --note TEXT           a sentence for the page, such as what else the machine did
  --no-write            leave docs/performance.md and docs/performance.svg alone
  --help                print this

Without --no-write it fails, and leaves both alone, when the results do not speak of every target of docs/performance.md.
`;

/** Which numbers an option takes. */
interface Kind {
  readonly least: number;
  readonly isWhole?: boolean;
  /** What is allowed beside them, for the error. */
  readonly or?: string;
}

function number(option: string, text: string, { least, isWhole = false, or = "" }: Kind): number {
  const value = Number(text);
  const isRight = isWhole ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (text.trim() !== "" && isRight && value >= least) {
    return value;
  }
  const wanted = `a ${isWhole ? "whole " : ""}number of at least ${least}${or}`;
  throw new Error(`--${option} ${text === "" ? "(nothing)" : text}: ${wanted} belongs there\n\n${usage}`);
}

/** The different values of a list. */
const numbers = (option: string, text: string, kind: Kind): number[] => [
  ...new Set(text.split(",").map((part) => number(option, part, kind))),
];

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      n: { type: "string", default: "1,10,50,100,500" },
      task: { type: "string", default: "0,2,10" },
      parallel: { type: "string", default: "10,n" },
      rate: { type: "string", default: "0,10" },
      // From what was measured: 70 minutes for the cases without a rate, 55 for each way to run the others, of which the waves of
      // tasks and the calls at the rate (some 5 a tunnel) are the most.
      minutes: { type: "string", default: "240" },
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
  if (values.help) {
    return undefined;
  }
  const widthKind = { least: 1, isWhole: true, or: ", or n for all," };
  const cases: Case[] = [];
  for (const rate of numbers("rate", values.rate, { least: 0 })) {
    for (const seconds of numbers("task", values.task, { least: 0 })) {
      for (const tunnels of numbers("n", values.n, { least: 1, isWhole: true })) {
        const widths = values.parallel
          .split(",")
          .map((width) => (width === "n" ? tunnels : number("parallel", width, widthKind)));
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
    minutes: number("minutes", values.minutes, { least: 0 }),
    results: values.results,
    note: values.note,
  };
}

/** All cases that there are without options: what docs/performance.md is to hold. */
export const matrix: readonly Case[] = parseBench([])?.cases ?? [];

/** Those of the cases that no result speaks of. */
export const casesWithout = (cases: readonly Case[], results: readonly { readonly which: Case }[]): Case[] =>
  cases.filter((one) => !results.some(({ which }) => isDeepStrictEqual(which, one)));

/** The rate of a case in words. */
export const describeRate = ({ rate, hasCeiling }: Case): string =>
  rate === 0 ? "no rate limit" : `${rate} requests a second (${hasCeiling ? "ceiling set" : "no ceiling"})`;

/** The least time that the cloud's own tasks need, in milliseconds. */
export const wavesMs = ({ tunnels, parallel, taskMs }: Case): number => Math.ceil(tunnels / parallel) * taskMs;

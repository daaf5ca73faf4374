import { isDeepStrictEqual, parseArgs } from "node:util";
import type { ApiVersion } from "../emulator/index.ts";
import type { Case } from "../test/support/measure/case.ts";

const API_VERSIONS: readonly ApiVersion[] = ["2.0", "3.0"];
const HOSTS = ["dynamic", "plugin"] as const;

/** What the command line asks for. */
export interface BenchOptions {
  readonly cases: readonly Case[];
  /** Whether the table and the plot are written to docs. */
  readonly writes: boolean;
  /** File that keeps the results: cases that it holds are not run again. */
  readonly results: string | undefined;
  /** A sentence for the page, such as what else the machine did. */
  readonly note: string;
  /** Whether Ctrl-C in a wait is measured, too. */
  readonly interrupts: boolean;
  /** Folder with the executables of the vendor's Terraform provider. */
  readonly peer: string | undefined;
  /** Minutes after which no further case is begun. */
  readonly minutes: number;
}

/** What `--help` prints, and an error ends with. */
export const usage = `Usage: npm run bench -- [options]

Runs up, refresh and destroy on the real engine against the emulator, beside a provider that does nothing. Without --n, --task,
--parallel, --rate, --api and --host it runs every case of docs/performance.md, and Ctrl-C in a wait; with one of them, every combination of
the values.

  --n 1,10,50,100       numbers of tunnels
  --task 0,2,10         seconds that a task takes
  --parallel 10,n       tunnels at once, at most all; n: all
  --rate 0              requests a second that the cloud allows (0: no limit); each is run with the ceiling set and without
  --api 2.0             versions of the API; through 3.0, the cloud enforces the documented rate of each action
  --host dynamic        hosts: dynamic, plugin
  --peer FOLDER         measure the vendor's Terraform provider too; the folder holds the executables tofu (or terraform) and
                        terraform-provider-tencentcloud
  --minutes 240         start no case after that time; all cases take about an hour and a half
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
      n: { type: "string" },
      task: { type: "string" },
      parallel: { type: "string" },
      rate: { type: "string" },
      api: { type: "string" },
      host: { type: "string" },
      peer: { type: "string" },
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
  const { n, task, parallel, rate, api, host } = values;
  const isPart = [n, task, parallel, rate, api, host].some((value) => value !== undefined);
  return {
    cases: isPart ? combined(values) : matrix,
    writes: !values["no-write"],
    interrupts: !isPart,
    peer: values.peer,
    minutes: number("minutes", values.minutes, { least: 0 }),
    results: values.results,
    note: values.note,
  };
}

interface Values {
  readonly n?: string | undefined;
  readonly task?: string | undefined;
  readonly parallel?: string | undefined;
  readonly rate?: string | undefined;
  readonly api?: string | undefined;
  readonly host?: string | undefined;
}

/** The words of a list, each of which must be known. */
function words<T extends string>(option: string, text: string, known: readonly T[]): T[] {
  return [...new Set(text.split(","))].map((part) => {
    const found = known.find((one) => one === part.trim());
    if (found === undefined) {
      const given = part === "" ? "(nothing)" : part;
      throw new Error(`--${option} ${given}: ${known.join(", ")} or both belong there\n\n${usage}`);
    }
    return found;
  });
}

/** Every combination of the values. */
function combined({ api = "2.0", host = "dynamic", ...values }: Values): Case[] {
  const cases = combinedIn(values);
  return words("host", host, HOSTS).flatMap((host) =>
    words("api", api, API_VERSIONS).flatMap((api) =>
      cases.map((one) => ({
        ...(host === "plugin" ? { host } : {}),
        ...(api === "3.0" ? { api } : {}),
        ...one,
      })),
    ),
  );
}

function combinedIn({
  n = "1,10,50,100",
  task = "0,2,10",
  parallel = "10,n",
  rate: rates = "0",
}: Omit<Values, "api" | "host">): Case[] {
  const widthKind = { least: 1, isWhole: true, or: ", or n for all," };
  const cases: Case[] = [];
  for (const rate of numbers("rate", rates, { least: 0 })) {
    for (const seconds of numbers("task", task, { least: 0 })) {
      for (const tunnels of numbers("n", n, { least: 1, isWhole: true })) {
        const widths = parallel
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
  return cases;
}

/** What docs/performance.md holds: hundreds of tunnels, an enforced rate, the plugin and API 3.0 only where a target asks for them. */
export const matrix: readonly Case[] = [
  ...combined({}),
  ...combined({ n: "100,500", task: "2", parallel: "n", rate: "10" }),
  ...combined({ n: "1", task: "0", host: "plugin" }),
  // Side by side: what a busy machine does to the one, it does to the other.
  ...combined({ n: "200", task: "2", parallel: "n", host: "dynamic,plugin" }),
  ...combined({ n: "500", task: "2", parallel: "n", host: "dynamic,plugin" }),
  ...combined({ n: "1,50", task: "2", parallel: "n", api: "3.0" }),
  ...combined({ n: "1,10,50,100", task: "10", parallel: "n", api: "3.0" }),
  ...combined({ n: "1,10,50", task: "10", parallel: "n", host: "plugin", api: "3.0" }),
  ...combined({ n: "500", task: "2", parallel: "n", api: "3.0" }),
];

/** Those of the cases that no result speaks of. */
export const casesWithout = (cases: readonly Case[], results: readonly { readonly which: Case }[]): Case[] =>
  cases.filter((one) => !results.some(({ which }) => isDeepStrictEqual(which, one)));

/** The host, the API and the rate of a case in words. */
export const describeRate = ({ rate, hasCeiling, api, host }: Case): string => {
  const limit = `${rate} requests a second (${hasCeiling ? "ceiling set" : "no ceiling"})`;
  const documented = api === "3.0" ? "documented rates" : "no rate limit";
  return `${host ?? "dynamic"}, API ${api ?? "2.0"}, ${rate === 0 ? documented : limit}`;
};

import fc from "fast-check";
import type { Fault } from "../../../emulator/index.ts";

/** Random programs for the real engine, plain JSON as those of `test/properties`, and short: each command takes seconds. */

/** What the program says of one tunnel. */
export interface Declared {
  /** Number of the pre-shared key. */
  readonly key: number;
  /** Number of the peer network. */
  readonly network: number;
}

/** Who is ended while a command runs, and at which call since its begin. */
export interface Cut {
  readonly call: number;
  readonly who: "the CLI" | "the CLI and the provider" | "Ctrl-C" | "Ctrl-C twice";
}

export type Step =
  | {
      readonly do: "up" | "refresh" | "destroy";
      readonly faults?: readonly Fault[] | undefined;
      readonly cut?: Cut | undefined;
    }
  /** Another key or network in the program. */
  | { readonly do: "change"; readonly tunnel: number; readonly to: Declared }
  /** Out of the program, or back into it. */
  | { readonly do: "toggle"; readonly tunnel: number }
  /** Somebody at the console, with a tunnel of ours. */
  | { readonly do: "console"; readonly tunnel: number; readonly change: "remove" | "name" | "key" | "networks" };

/** One case. */
export interface Program {
  readonly taskMs: number;
  readonly tunnels: readonly Declared[];
  readonly steps: readonly Step[];
}

const declared: fc.Arbitrary<Declared> = fc.record({
  key: fc.integer({ min: 0, max: 3 }),
  network: fc.integer({ min: 0, max: 3 }),
});

const action = fc.constantFrom(
  "AddVpnConnEx",
  "ModifyVpnConnEx",
  "DeleteVpnConn",
  "DescribeVpnConn",
  "DescribeVpcTaskResult",
);
const few = { times: fc.constantFrom(1, 2), skip: fc.constantFrom(0, 0, 1, 3) };

/** Faults that pass, without those that take half a minute of real time each. */
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ fault: fc.constantFrom("drop-before", "drop-after", "half"), action, ...few }),
  fc.record({ fault: fc.constant("http"), status: fc.constantFrom(502, 503), action, ...few }),
  fc.record({
    fault: fc.constant("code"),
    code: fc.constantFrom(4400, 6000),
    codeDesc: fc.constant(""),
    action,
    ...few,
  }),
  fc.record({ fault: fc.constantFrom("task-fails", "task-unknown"), action, ...few }),
);

const cut: fc.Arbitrary<Cut> = fc.record({
  call: fc.integer({ min: 1, max: 8 }),
  who: fc.constantFrom("the CLI", "the CLI and the provider", "Ctrl-C", "Ctrl-C twice"),
});

const tunnel = fc.integer({ min: 0, max: 4 });

const operation = fc.record({
  do: fc.constantFrom("up", "up", "refresh", "destroy"),
  faults: fc.option(fc.array(fault, { minLength: 1, maxLength: 2 }), { nil: undefined }),
  cut: fc.option(cut, { nil: undefined, freq: 2 }),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: operation },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("change"), tunnel, to: declared }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("toggle"), tunnel }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("console"),
      tunnel,
      change: fc.constantFrom("remove", "name", "key", "networks"),
    }),
  },
);

/** Random cases; each begins with an `up`, since without tunnels nothing much can happen. */
export const programs: fc.Arbitrary<Program> = fc.record({
  taskMs: fc.constantFrom(0, 300, 1500),
  tunnels: fc.array(declared, { minLength: 1, maxLength: 5 }),
  steps: fc
    .tuple(operation, fc.array(step, { minLength: 1, maxLength: 4 }))
    .map(([first, rest]): Step[] => [{ ...first, do: "up" }, ...rest]),
});

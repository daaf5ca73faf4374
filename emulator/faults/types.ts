/** Faults as a test writes them (docs/api.md 6). */

/** Which calls a fault meets. */
export interface FaultTarget {
  /** An action's name, or `*` for every one. */
  readonly action: string;
  /** How many calls it meets. Default 1; 0: every one until it is cleared. */
  readonly times?: number | undefined;
  /** How many calls it lets pass first. Default 0. */
  readonly skip?: number | undefined;
  /** Narrows it to calls whose parameters have these values. Default: all. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
}

/** The connection breaks; nothing is applied. */
export interface DropBeforeFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "drop-before";
}

/** Applied; the connection breaks instead of an answer. */
export interface DropAfterFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "drop-after";
}

/** Applied; half the answer arrives, then the connection breaks. */
export interface HalfFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "half";
}

/** Applied; the answer never ends. */
export interface EndlessFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "endless";
  /** Time between two pieces, ms. Default 50. */
  readonly ms?: number | undefined;
  /** Size of a piece. Default 64. */
  readonly bytes?: number | undefined;
}

/** Another HTTP status, as from a gateway in front of the API; nothing is applied. */
export interface HttpFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "http";
  /** 200 to 599. */
  readonly status: number;
  /** Headers of the answer. Default: Content-Type text/html. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Body of the answer. Default: a short HTML page. */
  readonly body?: string | undefined;
}

/** A refusal by the API, after the checks of the signature; nothing is applied. */
export interface CodeFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "code";
  /** The common error number (docs/api.md 1.7). */
  readonly code: number;
  /** The module's code (docs/api.md 3). Default: none. */
  readonly codeDesc?: string | undefined;
  /** Default `planted fault`. */
  readonly message?: string | undefined;
}

/** A slow answer; another fault may meet the same call. */
export interface DelayFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "delay";
  /** How long the answer is held back. */
  readonly ms: number;
  /** Default `after`: applied at once, answered late. `before`: the whole call is held back. */
  readonly when?: "before" | "after" | undefined;
}

/**
 * A stale replica: the connection over which the first fitting call arrives leads to it, and every fitting call over that
 * connection is answered with an empty list. Calls over other connections are not affected. It is over when the
 * connection closes.
 */
export interface StaleFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "stale";
  /** An action that lists things (`DescribeVpcEx`, `DescribeVpnGw`, `DescribeUserGw`, `DescribeVpnConn`), or `*` for each. */
  readonly action: string;
  /** How many calls it answers. Default 0: every one. */
  readonly times?: number | undefined;
  /** Whether the next fitting call over a kept connection leads to it again after the connection closed. Default false. */
  readonly rebinds?: boolean | undefined;
}

/** The task that the call starts fails; the tunnel is left in state 1, 3 or 5 with its old settings. */
export interface TaskFailsFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "task-fails";
  /** `data.output.errorMsg` of DescribeVpcTaskResult. Default `planted task failure`. */
  readonly message?: string | undefined;
  /** `data.output.errorCode`. Default 6000. */
  readonly errorCode?: number | undefined;
}

/** The task that the call starts never ends. */
export interface TaskStuckFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "task-stuck";
}

/** The task that the call starts goes on, but DescribeVpcTaskResult answers 5000 to it. */
export interface TaskUnknownFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "task-unknown";
}

/**
 * A fault to plant. Of those that fit a call the first in the list is met, beside at most one delay. Faults of tasks are
 * used up only by calls that start one.
 */
export type Fault =
  | DropBeforeFault
  | DropAfterFault
  | HalfFault
  | EndlessFault
  | HttpFault
  | CodeFault
  | DelayFault
  | StaleFault
  | TaskFailsFault
  | TaskStuckFault
  | TaskUnknownFault;

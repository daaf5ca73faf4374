/** Faults, as a test plants them (docs/api.md 6). */

/** The API that a call belongs to. */
export type ApiVersion = "2.0" | "3.0";

/** The calls that a fault applies to. */
export interface FaultTarget {
  /** An action's name, or `*` for every one. */
  readonly action: string;
  /** Applies only to calls of this API. Default: both, as far as they have the action. */
  readonly api?: ApiVersion | undefined;
  /** How many calls it applies to. Default 1; 0: every call until it is cleared. */
  readonly times?: number | undefined;
  /** How many matching calls it skips first. Default 0. */
  readonly skip?: number | undefined;
  /** Applies only to calls whose parameters have these values. Default: all calls. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
}

/** The connection breaks; the call is not applied. */
export interface DropBeforeFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "drop-before";
}

/** The call is applied; the connection breaks before the answer. */
export interface DropAfterFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "drop-after";
}

/** The call is applied; the connection breaks after half the answer. */
export interface HalfFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "half";
}

/** The call is applied; the answer never ends. */
export interface EndlessFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "endless";
  /** Time between two chunks, in ms. Default 50. */
  readonly ms?: number | undefined;
  /** Size of a chunk, in bytes. Default 64. */
  readonly bytes?: number | undefined;
}

/** An HTTP answer as from a gateway in front of the API; the call is not applied. */
export interface HttpFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "http";
  /** HTTP status, 200 to 599. */
  readonly status: number;
  /** Headers of the answer. Default: Content-Type text/html. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Body of the answer. Default: a short HTML page. */
  readonly body?: string | undefined;
}

/** A refusal by the API after the signature was verified; the call is not applied. */
export interface CodeFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "code";
  /**
   * The common error number of API 2.0 (docs/api.md 1.7); API 3.0 has none. Default: the number that goes with
   * `codeDesc`.
   */
  readonly code?: number | undefined;
  /**
   * The module code of API 2.0 (docs/api.md 3), or the code of API 3.0 such as `ResourceInUse`. Default: none on API
   * 2.0, `InternalError` on API 3.0.
   */
  readonly codeDesc?: string | undefined;
  /** Message of the refusal. Default `planted fault`. */
  readonly message?: string | undefined;
}

/** A slow answer; another fault may apply to the same call. */
export interface DelayFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "delay";
  /** Length of the delay, in ms. */
  readonly ms: number;
  /** `after`: the call is applied at once and answered late. `before`: the whole call is delayed. Default `after`. */
  readonly when?: "before" | "after" | undefined;
}

/**
 * A stale replica. It is bound to the connection of the first matching call; every matching call over that connection
 * is answered with an empty list. Calls over other connections are not affected. The fault ends when the connection
 * closes.
 */
export interface StaleFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "stale";
  /**
   * An action that lists resources, or `*` for each: `DescribeVpcEx`, `DescribeVpnGw`, `DescribeUserGw`,
   * `DescribeVpnConn`, `DescribeVpcs`, `DescribeVpnGateways`, `DescribeCustomerGateways`, `DescribeVpnConnections`.
   */
  readonly action: string;
  /** How many calls it answers. Default 0: every call. */
  readonly times?: number | undefined;
}

/** The task that the call starts fails; the tunnel stays in state 1, 3 or 5 with its old settings. */
export interface TaskFailsFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "task-fails";
  /** `data.output.errorMsg` of DescribeVpcTaskResult, `Output` in API 3.0. Default `planted task failure`. */
  readonly message?: string | undefined;
  /** `data.output.errorCode`; API 3.0 has none. Default 6000. */
  readonly errorCode?: number | undefined;
}

/** The task that the call starts never ends. */
export interface TaskStuckFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "task-stuck";
}

/** The task that the call starts runs, but DescribeVpcTaskResult answers that it does not exist. */
export interface TaskUnknownFault extends FaultTarget {
  /** Which fault it is. */
  readonly fault: "task-unknown";
}

/**
 * A fault to plant. The first one that matches a call applies, and at most one delay in addition. Faults of tasks are
 * used up only by calls that start a task.
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

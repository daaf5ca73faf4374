/** One case of the benchmark. */
export interface Case {
  /** What runs the lifecycle, unless it is the dynamic host. */
  readonly host?: "plugin";
  /** How many tunnels. */
  readonly tunnels: number;
  /** How many of them Pulumi treats at once. */
  readonly parallel: number;
  /** How long each task takes, in milliseconds. */
  readonly taskMs: number;
  /** Requests a second that the cloud allows; 0 for no limit. */
  readonly rate: number;
  /** The version of the API, unless it is 2.0. Through API 3.0, the cloud enforces the documented rates of each action. */
  readonly api?: "3.0";
  /** Whether the ceiling qcloud:requestsPerSecond is set to that rate. */
  readonly hasCeiling: boolean;
}

/** The least time that the cloud's own tasks need, in milliseconds. */
export const wavesMs = ({ tunnels, parallel, taskMs }: Case): number => Math.ceil(tunnels / parallel) * taskMs;

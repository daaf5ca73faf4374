/** One destroy by the vendor's Terraform provider. */
export interface PeerDestroy {
  readonly tunnels: number;
  readonly parallel: number;
  readonly taskMs: number;
  /** Seconds beyond the time of the tasks. */
  readonly beyond: number;
  /** Calls per tunnel. */
  readonly calls: number;
  /** Median seconds from the end of a task to the call that learned of it. */
  readonly lag: number;
}

const destroy = (
  tunnels: number,
  parallel: number,
  seconds: number,
  [beyond, calls, lag]: readonly [number, number, number],
): PeerDestroy => ({ tunnels, parallel, taskMs: seconds * 1000, beyond, calls, lag });

/** The figures of the vendor's Terraform provider; docs/performance.md says where they come from. */
export const peer: readonly PeerDestroy[] = [
  destroy(1, 1, 0, [1, 5, 0]),
  destroy(1, 1, 2, [2.6, 8, 1.5]),
  destroy(1, 1, 10, [6.7, 10, 5.5]),
  destroy(10, 10, 10, [6.7, 10, 5.5]),
  destroy(50, 10, 2, [11.4, 8, 1.5]),
  destroy(50, 10, 10, [31.9, 10, 5.5]),
  destroy(50, 50, 10, [9.3, 10, 5.5]),
];

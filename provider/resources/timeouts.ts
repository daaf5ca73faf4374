import type { Input } from "@pulumi/pulumi";

/**
 * How long an operation may take, each as "90s", "15m" or "1h30m"; 15 minutes each by default. (Pulumi's own `customTimeouts`
 * do not reach a dynamic provider.) A change calls nothing. `QCLOUD_TIMEOUT_CREATE`, `_UPDATE` and `_DELETE` in the
 * environment go first, because a destroy sees the timeouts that the last `up` stored.
 */
export interface TimeoutsArgs {
  /** For making the resource, or waiting for an earlier one to be gone. */
  create?: Input<string>;
  /** For changing it in place. */
  update?: Input<string>;
  /** For deleting it and seeing that it is gone; a peer gateway also waits that long for the tunnels that use it. */
  delete?: Input<string>;
}

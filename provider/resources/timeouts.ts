import type { Input } from "@pulumi/pulumi";

/**
 * Timeouts of the operations, such as "90s", "15m" or "1h30m". Default: 15 minutes each. Pulumi's `customTimeouts` does not reach a dynamic
 * provider. The environment variables `QCLOUD_TIMEOUT_CREATE`, `_UPDATE` and `_DELETE` take precedence, because a destroy uses the timeouts that
 * the last `up` stored. A change sends no request.
 */
export interface TimeoutsArgs {
  /** Timeout of a create, including the wait until an earlier resource is gone. */
  create?: Input<string>;
  /** Timeout of an in-place update. */
  update?: Input<string>;
  /** Timeout of a delete, including the check that the resource is gone, and, for a peer gateway, the wait until no tunnel uses it. */
  delete?: Input<string>;
}

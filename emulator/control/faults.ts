/** Validation of the faults that a test plants. */

import { actions } from "../actions/index.ts";
import { faultListSchema, type PlantedFault } from "../faults/schema.ts";
import { listActions } from "../faults/stale.ts";
import { ControlError, checked } from "./checked.ts";

/**
 * Validates a list of faults and fills in the defaults.
 *
 * @throws ControlError that names the entry and the problem.
 */
export function parseFaults(value: unknown): PlantedFault[] {
  const faults = checked(faultListSchema, value, "faults");
  for (const { action, fault } of faults) {
    if (fault === "stale" && action !== "*" && !listActions.has(action)) {
      throw new ControlError(`faults: ${action} has no stale replica; only ${[...listActions].join(", ")} have one`);
    }
    if (action !== "*" && !actions.has(action)) {
      throw new ControlError(
        `faults: ${action} is no action of the emulator; it has ${[...actions.keys()].join(", ")}`,
      );
    }
  }
  return faults;
}

/** Validation of the faults that a test plants. */

import { actions } from "../actions/index.ts";
import { faultListSchema, type PlantedFault } from "../faults/schema.ts";
import { listActions } from "../faults/stale.ts";
import { actions3 } from "../v3/actions/index.ts";
import { ControlError, checked } from "./checked.ts";

/**
 * Validates a list of faults and fills in the defaults.
 *
 * @throws ControlError that names the entry and the problem.
 */
export function parseFaults(value: unknown): PlantedFault[] {
  const faults = checked(faultListSchema, value, "faults");
  const known = { "2.0": actions, "3.0": actions3 };
  for (const [index, planted] of faults.entries()) {
    const { action, api, fault } = planted;
    if (planted.fault === "code" && planted.code === undefined && planted.codeDesc === "") {
      throw new ControlError(`faults[${index}].code: is needed without codeDesc`);
    }
    if (fault === "stale" && action !== "*" && !listActions.has(action)) {
      throw new ControlError(`faults: ${action} has no stale replica; only ${[...listActions].join(", ")} have one`);
    }
    const names = (api === undefined ? Object.values(known) : [known[api]]).flatMap((one) => [...one.keys()]);
    if (action !== "*" && !names.includes(action)) {
      throw new ControlError(
        `faults: ${action} is no action of the emulator; it has ${[...new Set(names)].join(", ")}`,
      );
    }
  }
  return faults;
}

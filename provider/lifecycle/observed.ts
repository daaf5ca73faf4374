import { isDeepStrictEqual } from "node:util";
import { isRecord } from "./state.ts";

type Inputs = object & { readonly __observed?: string[] };

/**
 * The paths of inputs that a refresh found otherwise than they were given, such as `spdAcl` and `ikeSet.dhGroupName`. The next `check` may
 * get them back from `ignoreChanges`, alone or among the program's: they stand, so it does not judge them (arguments.ts).
 * @param before the inputs before the refresh, with what earlier ones found.
 * @param after the inputs after it.
 */
export function observedPaths(before: Inputs, after: Inputs): string[] {
  const [olds, news] = [leaves(before), leaves(after)];
  const changed = [...olds.keys(), ...news.keys()].filter((path) => !isDeepStrictEqual(olds.get(path), news.get(path)));
  return [...new Set([...(before.__observed ?? []), ...changed])].sort();
}

/** The arguments by their paths; those of a group of settings each for itself. */
function leaves(inputs: Inputs): Map<string, unknown> {
  const entries = Object.entries(inputs).filter(([key]) => !key.startsWith("__"));
  return new Map(
    entries.flatMap(([key, value]): [string, unknown][] =>
      (key === "ikeSet" || key === "ipsecSet") && isRecord(value)
        ? Object.entries(value).map(([inner, one]) => [`${key}.${inner}`, one])
        : [[key, value]],
    ),
  );
}

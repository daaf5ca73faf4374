import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../util/is-record.ts";

/** Arguments that are objects of settings. What is not given in them is left to the service. */
export const SETTING_GROUPS = ["ikeSet", "ipsecSet", "dpd", "healthCheck", "bgp", "tags"] as const;

export const isSettingGroup = (key: string): boolean => SETTING_GROUPS.some((group) => group === key);

type Inputs = object & { readonly __observed?: string[] };

/**
 * The paths of inputs that a refresh changed, such as `spdAcl` and `ikeSet.dhGroupName`. `ignoreChanges` may give these values to the next
 * `check`, which accepts them because they exist.
 *
 * @param before The inputs before the refresh, with the paths of earlier ones.
 */
export function observedPaths(before: Inputs, after: Inputs): string[] {
  const [olds, news] = [leaves(before), leaves(after)];
  const changed = [...olds.keys(), ...news.keys()].filter((path) => !isDeepStrictEqual(olds.get(path), news.get(path)));
  return [...new Set([...(before.__observed ?? []), ...changed])].sort();
}

/** The arguments by path, with the settings of a group as separate entries. */
function leaves(inputs: Inputs): Map<string, unknown> {
  const entries = Object.entries(inputs).filter(([key]) => !key.startsWith("__"));
  return new Map(
    entries.flatMap(([key, value]): [string, unknown][] =>
      isSettingGroup(key) && isRecord(value)
        ? Object.entries(value).map(([inner, one]) => [`${key}.${inner}`, one])
        : [[key, value]],
    ),
  );
}

import { Failure } from "../failure.ts";
import type { Host } from "../host.ts";
import { flagsOf, runPulumi, type StackRef } from "../pulumi.ts";
import { shellLine } from "../text.ts";
import type { WantedKey } from "./takeover.ts";

/** The command that sets one key; on a terminal it asks for the value and does not show it. */
export const keyCommand = ({ key }: WantedKey, ref: StackRef): string =>
  shellLine("pulumi", "config", "set", "--secret", key, ...flagsOf(ref));

/**
 * Sets every key that the service shows in the stack's config, encrypted. Each goes to the CLI through its stdin: arguments are visible
 * to other users of the machine.
 * @returns the keys that the service hides, which are not set.
 * @throws Failure when the CLI refuses one.
 */
export async function setKeys(host: Host, ref: StackRef, keys: readonly WantedKey[]): Promise<WantedKey[]> {
  for (const { key, value } of keys) {
    if (value !== undefined) {
      const { code, complaint } = await runPulumi(host, ref, ["config", "set", "--secret", key], value);
      if (code !== 0) {
        throw new Failure(`pulumi config set --secret ${key} failed: ${complaint.replaceAll(value, "[redacted]")}`);
      }
    }
  }
  return keys.filter(({ value }) => value === undefined);
}

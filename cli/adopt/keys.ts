import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { couldNotDo } from "../failure.ts";
import type { Host } from "../host.ts";
import { flagsOf, runPulumi, type StackRef } from "../pulumi.ts";
import { plain, quoted, shellLine } from "../text.ts";
import type { WantedKey } from "./takeover.ts";

/** A key that the service showed. */
type KnownKey = WantedKey & { readonly value: string };

const isKnown = (key: WantedKey): key is KnownKey => key.value !== undefined;

/** The command that sets one key; run as it is on a terminal, it asks for the value without showing it. */
export const keyCommand = ({ key }: WantedKey, ref: StackRef): string =>
  shellLine("pulumi", "config", "set", "--secret", key, ...flagsOf(ref));

/**
 * Sets every key that the service showed in the stack's config, encrypted. Each goes to the CLI through its stdin: not as an argument,
 * which other users of the machine could read, and through no file.
 * @returns the keys that the service hides, which somebody else has to set.
 * @throws Failure when the CLI refuses one.
 */
export async function setKeys(host: Host, ref: StackRef, keys: readonly WantedKey[]): Promise<WantedKey[]> {
  for (const { key, value } of keys.filter(isKnown)) {
    const { code, complaint } = await runPulumi(host, ref, ["config", "set", "--secret", key], value);
    if (code !== 0) {
      throw couldNotDo(`pulumi config set --secret ${key} failed: ${complaint.replaceAll(value, "[redacted]")}`);
    }
  }
  return keys.filter((key) => !isKnown(key));
}

/**
 * Writes the commands with the keys into a new file that nobody else can read. The keys are arguments of `printf`, which is part of
 * the shell, and so in no list of processes.
 * @throws Failure when the file is there already or cannot be written.
 */
export function writeKeyScript(host: Host, file: string, ref: StackRef, keys: readonly WantedKey[]): void {
  const lines = [
    "#!/bin/sh",
    "# Holds keys in clear: run it, then remove it.",
    "set -e",
    ...keys.map((wanted) =>
      isKnown(wanted)
        ? `printf %s ${quoted(wanted.value)} | ${keyCommand(wanted, ref)}`
        : `# The service hides the key of ${plain(wanted.id)}: ${keyCommand(wanted, ref)}`,
    ),
  ];
  writeNew(host, file, `${lines.join("\n")}\n`, 0o600, "--keys-file");
}

/** Writes a file that must not be there yet. */
export function writeNew(host: Host, file: string, text: string, mode: number, option: string, force = false): void {
  try {
    writeFileSync(resolve(host.cwd, file), text, { mode, flag: force ? "w" : "wx" });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "error";
    throw couldNotDo(
      code === "EEXIST"
        ? `${option}: ${file} is there already; nothing was written`
        : `${option}: ${file} cannot be written: ${code}`,
    );
  }
}

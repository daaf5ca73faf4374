import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Progress } from "../../tools/toolchain/progress.ts";

/**
 * Runs a test with a temporary folder that is removed afterwards.
 *
 * @param test The test, given the folder's path.
 */
export async function withFolder<T>(test: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-qcloud-vpn-tools-"));
  try {
    return await test(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Writes a program that runs on this process's Node.js.
 *
 * @param folder Where.
 * @param name Its name.
 * @param source Its source, a CommonJS script.
 * @returns Its path.
 */
export async function writeProgram(folder: string, name: string, source: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `#!${process.execPath}\n${source}`, { mode: 0o755 });
  return file;
}

/** Progress that remembers what was said. */
export class HeardProgress implements Progress {
  readonly lines: string[] = [];

  say(line: string): void {
    this.lines.push(line);
  }
}

import { spawn } from "node:child_process";
import { once } from "node:events";

/** What a command wrote to its terminal, and when: milliseconds since its begin. */
export interface Chunk {
  readonly at: number;
  readonly text: string;
}

/** A terminal's size, in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Runs a command in a terminal of its own, which `script` of util-linux makes, and keeps what it writes. */
export async function record(command: string, size: Size, cwd: string, env: NodeJS.ProcessEnv): Promise<Chunk[]> {
  const inTerminal = `stty columns ${size.columns} rows ${size.rows}; exec ${command}`;
  const child = spawn("script", ["--quiet", "--return", "--flush", "--command", inTerminal, "/dev/null"], {
    cwd,
    env: { ...env, TERM: "xterm-256color", SHELL: "/bin/sh" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const begun = performance.now();
  const chunks: Chunk[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => chunks.push({ at: performance.now() - begun, text }));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) {
    throw new Error(`${command} ended with ${code}:\n${chunks.map(({ text }) => text).join("")}`);
  }
  return chunks;
}

/** Where a tool says what it does. */
export interface Progress {
  /** Writes one line. */
  say(line: string): void;
}

/** Progress lines on stderr, so that stdout stays the output of what the tool runs. */
export const stderrProgress: Progress = {
  say: (line) => {
    process.stderr.write(`${line}\n`);
  },
};

/**
 * Runs something that takes long and says every so often that it is still at work.
 *
 * @param progress Where to say so.
 * @param describe What to say, given the seconds since the start.
 * @param work The work; its result or error is passed on.
 * @param everyMs Milliseconds between two lines, 20,000 by default.
 */
export async function withHeartbeat<T>(
  progress: Progress,
  describe: (seconds: number) => string,
  work: () => Promise<T>,
  everyMs = 20_000,
): Promise<T> {
  const start = Date.now();
  const timer = setInterval(() => progress.say(describe(Math.round((Date.now() - start) / 1000))), everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

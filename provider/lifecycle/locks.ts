const tails = new Map<string, Promise<unknown>>();

/** Runs one action at a time for each key, within this process. */
export async function withLock<T>(key: string, action: () => Promise<T>): Promise<T> {
  const before = tails.get(key) ?? Promise.resolve();
  const run = before.then(action, action);
  const tail = run.catch(() => {});
  tails.set(key, tail);
  try {
    return await run;
  } finally {
    if (tails.get(key) === tail) {
      tails.delete(key);
    }
  }
}

const tails = new Map<string, Promise<unknown>>();

/** Runs the actions of one key one after the other, within this process. */
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

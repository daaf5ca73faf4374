import { access, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { check, lock } from "proper-lockfile";

/**
 * Makes a folder once, whatever happens: two processes at once make it once, and one that is ended in the middle leaves
 * nothing that looks complete. The folder is filled under another name beside its own and then renamed.
 *
 * @param folder The folder to make; its existence means that it is complete.
 * @param fill Fills the folder whose path it is given. What it throws is passed on, and nothing is kept.
 * @param onWait Called once if another process is making the folder.
 */
export async function makeOnce(
  folder: string,
  fill: (temporary: string) => Promise<void>,
  onWait: () => void = () => {},
): Promise<void> {
  if (await exists(folder)) {
    return;
  }
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  const release = await takeLock(folder, onWait);
  try {
    if (await exists(folder)) {
      return;
    }
    await removeLeftovers(folder);
    const temporary = await mkdtemp(temporaryPrefix(folder));
    try {
      await fill(temporary);
      await rename(temporary, folder).catch(async (error: unknown) => {
        // Someone else was as fast, after a lock that was lost: theirs is as good.
        if (!(await exists(folder))) {
          throw error;
        }
      });
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  } finally {
    await release();
  }
}

/**
 * Whether a file or folder exists.
 *
 * @param path Its path.
 */
export async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

async function takeLock(folder: string, onWait: () => void): Promise<() => Promise<void>> {
  // The lock is renewed every 2 s and counts as abandoned after 8 s without. Whoever lost it (a laptop that slept)
  // goes on: the rename at the end keeps the result whole.
  const options = { realpath: false, stale: 8000, update: 2000, onCompromised: () => {} };
  for (let waited = false; ; ) {
    try {
      const release = await lock(folder, options);
      return async () => {
        await release().catch(() => {});
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED") {
        throw error;
      }
    }
    if (!waited) {
      onWait();
      waited = true;
    }
    while (await check(folder, options)) {
      await sleep(500);
    }
  }
}

function temporaryPrefix(folder: string): string {
  return `${folder}.tmp-`;
}

/** Removes what ended processes left; only the holder of the lock may call it. */
async function removeLeftovers(folder: string): Promise<void> {
  const prefix = basename(temporaryPrefix(folder));
  for (const name of await readdir(dirname(folder))) {
    if (name.startsWith(prefix)) {
      await rm(join(dirname(folder), name), { recursive: true, force: true });
    }
  }
}

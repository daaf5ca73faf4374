/** The data file: one JSON document, replaced as a whole, readable by its owner alone because it holds keys. */

import type { BigIntStats } from "node:fs";
import { chmod, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type DataFileContent, dataFileSchema, fileFormat, fileVersion } from "./data-schema.ts";

/** A data file that cannot be used; the message names it and says why. It is left as it is. */
export class DataFileError extends Error {
  /** `cause` holds the error of the file system where there is one. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "DataFileError";
  }
}

/** A data file that this process owns. */
export class DataFile {
  /** As it was given. */
  readonly path: string;
  /** The file as last read or written: another one in its place means that someone else writes it too. */
  #identity: string | undefined;

  /** Touches nothing yet. */
  constructor(path: string) {
    this.path = path;
  }

  /**
   * The content; `undefined` when there is no file yet. From here on the file is readable by its owner alone.
   *
   * @throws DataFileError for a file that is not whole, not ours or of another version, or whose mode cannot be changed.
   */
  async read(): Promise<DataFileContent | undefined> {
    let text: string;
    try {
      text = await readFile(this.path, "utf8");
    } catch (error) {
      if (isMissing(error)) {
        return undefined;
      }
      throw new DataFileError(`${this.path} cannot be read: ${messageOf(error)}`, { cause: error });
    }
    this.#identity = await this.#identityNow();
    const content = parse(this.path, text);
    await this.#restrict();
    return content;
  }

  /** Takes the rights of everybody else away, for a file that somebody copied or that an older release wrote. */
  async #restrict(): Promise<void> {
    try {
      if (((await stat(this.path)).mode & 0o777) !== 0o600) {
        await chmod(this.path, 0o600);
      }
    } catch (error) {
      throw new DataFileError(
        `${this.path} holds keys and cannot be made readable by its owner alone: ${messageOf(error)}`,
        { cause: error },
      );
    }
  }

  /**
   * Replaces the content; returns once it is on disk. A crash at any moment leaves the old content or the new.
   *
   * @throws DataFileError when it cannot be written, or someone else wrote the file meanwhile.
   */
  async write(content: DataFileContent): Promise<void> {
    const text = `${JSON.stringify(content)}\n`;
    try {
      // Through a link to the file itself: rename would put a file in the link's place.
      const path = await realpath(this.path).catch(() => this.path);
      if ((await this.#identityNow()) !== this.#identity) {
        throw new DataFileError(`${this.path} was written by someone else; this emulator leaves it alone`);
      }
      const folder = dirname(path);
      // A fixed name: what a killed emulator left is used again.
      const temporary = join(folder, `.${basename(path)}.new`);
      await rm(temporary, { force: true });
      try {
        const identity = await writeNew(temporary, text);
        await rename(temporary, path);
        this.#identity = identity;
      } catch (error) {
        // It holds keys.
        await rm(temporary, { force: true });
        throw error;
      }
      await syncFolder(folder);
    } catch (error) {
      if (error instanceof DataFileError) {
        throw error;
      }
      throw new DataFileError(`${this.path} cannot be written: ${messageOf(error)}`, { cause: error });
    }
  }

  async #identityNow(): Promise<string | undefined> {
    try {
      return identityOf(await stat(this.path, { bigint: true }));
    } catch (error) {
      if (isMissing(error)) {
        return undefined;
      }
      throw error;
    }
  }
}

/** Writes a file that is not there yet; returns its identity once it is on disk. */
async function writeNew(path: string, text: string): Promise<string> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
    return identityOf(await file.stat({ bigint: true }));
  } finally {
    await file.close();
  }
}

function parse(path: string, text: string): DataFileContent {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new DataFileError(`${path} is no data file of this emulator, or not whole: it is not JSON`);
  }
  const { format, version } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  if (format !== fileFormat) {
    throw new DataFileError(`${path} is no data file of this emulator`);
  }
  if (version !== fileVersion) {
    throw new DataFileError(`${path} is of version ${String(version)}; this emulator reads version ${fileVersion}`);
  }
  const result = dataFileSchema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const issue = result.error.issues[0];
  throw new DataFileError(`${path} is damaged: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
}

/** Makes a rename last through a power failure; not every system can open a folder. */
async function syncFolder(folder: string): Promise<void> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(folder, "r");
  } catch {
    return;
  }
  try {
    await handle.sync();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && (error.code === "EINVAL" || error.code === "EPERM"))) {
      throw error;
    }
  } finally {
    await handle.close();
  }
}

/** An inode alone may be used again for a file that was put in its place. */
function identityOf(stats: BigIntStats): string {
  return `${stats.ino}:${stats.mtimeNs}:${stats.size}`;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The data file: one JSON document that is replaced as a whole. It holds keys, so only its owner can read it. */

import { chmod, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { faultListSchema, type PlantedFault } from "../faults/schema.ts";
import { type CloudData, cloudSchema } from "./model.ts";

/** Marks a file as one of ours. */
const format = "pulumi-qcloud-vpn emulator data";
/** Counts up when the shape changes. */
const version = 1;

/** What a data file holds. */
export interface SavedState {
  /** The records. */
  readonly cloud: CloudData;
  /** Faults that are planted and not used up. */
  readonly faults: PlantedFault[];
}

const fileSchema: z.ZodType<SavedState> = z.strictObject({
  format: z.literal(format),
  version: z.literal(version),
  cloud: cloudSchema,
  faults: faultListSchema,
});

/** A data file that cannot be used; the message names it and the reason. The file stays unchanged. */
export class DataFileError extends Error {
  /** `cause` holds the error of the file system where there is one. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "DataFileError";
  }
}

/** The data file of one emulator. Nothing stops a second emulator from replacing it. */
export class DataFile {
  readonly #path: string;

  /** Touches nothing yet. */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * The content; `undefined` when there is no file yet. From then on the file is readable by its owner only.
   *
   * @throws DataFileError for a file that is incomplete, not ours or of another version, or whose mode cannot be changed.
   */
  async read(): Promise<SavedState | undefined> {
    let text: string;
    try {
      text = await readFile(this.#path, "utf8");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") {
        return undefined;
      }
      throw new DataFileError(`${this.#path} cannot be read: ${messageOf(error)}`, { cause: error });
    }
    const content = parse(this.#path, text);
    await this.#restrict();
    return content;
  }

  /** Removes everybody else's access, for a file that was copied or that an older release wrote. */
  async #restrict(): Promise<void> {
    try {
      if (((await stat(this.#path)).mode & 0o777) !== 0o600) {
        await chmod(this.#path, 0o600);
      }
    } catch (error) {
      throw new DataFileError(
        `${this.#path} holds keys and cannot be made readable by its owner alone: ${messageOf(error)}`,
        { cause: error },
      );
    }
  }

  /**
   * Replaces the content. An emulator that is killed at any moment leaves the old content or the new.
   *
   * @throws DataFileError when the file cannot be written.
   */
  async write(content: SavedState): Promise<void> {
    try {
      // Replaces the file that a symbolic link points to, not the link.
      const path = await realpath(this.#path).catch(() => this.#path);
      // A fixed name, so that the leftover of a killed emulator is replaced.
      const temporary = join(dirname(path), `.${basename(path)}.new`);
      await rm(temporary, { force: true });
      try {
        await writeFile(temporary, `${JSON.stringify({ format, version, ...content })}\n`, { flag: "wx", mode: 0o600 });
        await rename(temporary, path);
      } catch (error) {
        // The leftover would hold keys.
        await rm(temporary, { force: true });
        throw error;
      }
    } catch (error) {
      throw new DataFileError(`${this.#path} cannot be written: ${messageOf(error)}`, { cause: error });
    }
  }
}

function parse(path: string, text: string): SavedState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new DataFileError(`${path} is no data file of this emulator, or not whole: it is not JSON`);
  }
  const header = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  if (header["format"] !== format) {
    throw new DataFileError(`${path} is no data file of this emulator`);
  }
  if (header["version"] !== version) {
    throw new DataFileError(
      `${path} is of version ${String(header["version"])}; this emulator reads version ${version}`,
    );
  }
  const result = fileSchema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const issue = result.error.issues[0];
  throw new DataFileError(`${path} is damaged: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

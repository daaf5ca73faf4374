/** Fields that several kinds of records have. */

import { z } from "zod";

/** A unified id, or another text that is not empty. */
export const id = z.string().min(1);
/** A number of things, or a number that names one. */
export const count = z.int().min(0);
/** Milliseconds since 1970, by the machine's clock. */
export const time = z.number();

/** Whose a record is, where it is, and what it is called. */
export const identity = {
  /** The account: the SecretId of its first key pair. */
  account: id,
  /** Long region code, such as `ap-guangzhou`. */
  region: id,
  /** Unified id (docs/api.md 2.2). */
  id,
  /** Legacy number (docs/api.md 2.2). */
  number: count,
  /** When it was created. */
  createdAt: time,
};

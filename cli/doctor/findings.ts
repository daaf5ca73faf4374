import type { Kind } from "../stack/owned.ts";
import type { Step } from "./repairs.ts";

/** What was found of one thing, and whether that is a trouble. */
export const WHATS = {
  /** In the state, and standing. */
  "in-both": false,
  /** In the state, and gone. */
  gone: true,
  /** A task is under way. */
  busy: true,
  /** The service could not make, change or delete it. */
  failed: true,
  /** The state says that an operation on it did not come to its end. */
  unfinished: true,
  /** It was recorded at another endpoint than today's. */
  elsewhere: true,
  /** It cannot be found, and that proves nothing. */
  unproved: true,
  /** An operation that was begun and whose end nobody wrote down. */
  pending: true,
  /** This stack made it, and does not know it. */
  orphan: true,
  /** Of somebody else, between the two gateways of a tunnel of this stack. */
  "in-the-way": true,
  /** Of somebody else, on a gateway that this stack uses. */
  "not-ours": false,
  /** Carries the mark of this package, of another stack or owner as far as can be told. */
  "of-another-stack": false,
} as const;

/** What was found. */
export type What = keyof typeof WHATS;

/** One line of the doctor's table. */
export interface Finding {
  readonly what: What;
  readonly kind: Kind | "other resource";
  /** The resource's name, or that of the thing in the cloud; or the URN of a resource of another package. */
  readonly name: string;
  /** Of the resource that it belongs to, where there is one. */
  readonly urn?: string;
  /** Id in the cloud; empty where there is none. */
  readonly id: string;
  readonly region: string;
  /** One sentence, without a full stop. */
  readonly detail: string;
  /** What to do, in words, where a command alone could do harm or none is known. */
  readonly advice?: string;
  /** Commands that repair it; those of a thing that is no trouble are merely possible. */
  readonly repair: readonly Step[];
}

/** Whether something is to be done. */
export const isTrouble = ({ what }: Pick<Finding, "what">): boolean => WHATS[what];

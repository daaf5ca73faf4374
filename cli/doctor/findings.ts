import type { Kind } from "../kinds.ts";
import type { Step } from "./repairs.ts";

/** Every kind of finding, and whether it is a problem. */
export const WHATS = {
  /** In the state and in the cloud. */
  "in-both": false,
  /** In the state, but deleted outside Pulumi. */
  gone: true,
  /** A task is in progress. */
  busy: true,
  /** The service could not create, change or delete it. */
  failed: true,
  /** By the state, an operation on it did not finish. */
  unfinished: true,
  /** Recorded with another endpoint than the current one. */
  elsewhere: true,
  /** Not found, which proves nothing. */
  unproved: true,
  /** An operation without a recorded result. */
  pending: true,
  /** Created by this stack, but not in its state. */
  orphan: true,
  /** Created by somebody else between the two gateways of a tunnel of this stack. */
  "in-the-way": true,
  /** Created by somebody else on a gateway that this stack uses. */
  "not-ours": false,
  /** Has the mark of this package, but nothing shows that this stack created it. */
  "of-another-stack": false,
} as const;

export type What = keyof typeof WHATS;

/** One line of the doctor's table. */
export interface Finding {
  readonly what: What;
  readonly kind: Kind | "other resource";
  /** The resource's name, or the name in the cloud; the URN for a resource of another package. */
  readonly name: string;
  /** URN of its resource, where there is one. */
  readonly urn?: string;
  /** Id in the cloud; empty where there is none. */
  readonly id: string;
  readonly region: string;
  /** One sentence, without a full stop. */
  readonly detail: string;
  /** What to do, in words, where a command alone could do harm or none is known. */
  readonly advice?: string;
  /** Commands that repair it; where it is no problem, commands that are possible. */
  readonly repair: readonly Step[];
}

/** What a finding says, without what it is about. */
export type Verdict = Pick<Finding, "what" | "detail" | "advice" | "repair">;

export const isTrouble = ({ what }: Pick<Finding, "what">): boolean => WHATS[what];

import type { Kind } from "../kinds.ts";
import type { Step } from "./repairs.ts";

/** Every kind of finding. */
export const WHATS = {
  "in-both": { isTrouble: false, meaning: "in the state and in the cloud" },
  changed: { isTrouble: true, meaning: "in both, but changed since the last update or refresh" },
  gone: { isTrouble: true, meaning: "in the state, but deleted outside Pulumi" },
  busy: { isTrouble: true, meaning: "a task is in progress" },
  failed: { isTrouble: true, meaning: "the service could not create, change or delete it" },
  unfinished: { isTrouble: true, meaning: "an operation on it did not finish" },
  elsewhere: { isTrouble: true, meaning: "recorded with another endpoint than the current one" },
  unproved: {
    isTrouble: true,
    meaning: "not found, which proves nothing: another key pair, or a damaged state",
  },
  pending: {
    isTrouble: true,
    meaning: "an operation was interrupted or is still running, and its result is not recorded",
  },
  orphan: { isTrouble: true, meaning: "created by this stack according to its name, but not in its state" },
  "in-the-way": {
    isTrouble: true,
    meaning: "not in the state, between the two gateways of a tunnel of this stack",
  },
  "unknown-creator": {
    isTrouble: false,
    meaning: "on a gateway that this stack uses, and nothing shows who created it; not a problem",
  },
  "of-another-stack": { isTrouble: false, meaning: "its name has the mark of this package; not a problem" },
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

export const isTrouble = ({ what }: Pick<Finding, "what">): boolean => WHATS[what].isTrouble;

/** The name of a kind of finding, as the table shows it. */
export const labelOf = (what: string): string => what.replaceAll("-", " ");

import { Output } from "@pulumi/pulumi";
import type { Kind } from "./kinds.ts";

/** Whether a value is known only once the program has run. */
export const isLater = (value: unknown): value is Output<unknown> | Promise<unknown> =>
  Output.isInstance(value) || value instanceof Promise;

/** Text, or an output of it. */
export const TEXT: Kind = { wanted: "must be text", fits: (value) => typeof value === "string" || isLater(value) };

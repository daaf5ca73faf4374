/** The schema of faults, with their defaults. */

import { z } from "zod";
import type { Fault } from "./types.ts";

const whole = z.int().min(0);

const target = {
  action: z.string().min(1),
  api: z.enum(["2.0", "3.0"]).optional(),
  times: whole.default(1),
  skip: whole.default(0),
  parameters: z.record(z.string(), z.string()).default({}),
};

const faultSchema = z.discriminatedUnion("fault", [
  z.strictObject({ ...target, fault: z.literal("drop-before") }),
  z.strictObject({ ...target, fault: z.literal("drop-after") }),
  z.strictObject({ ...target, fault: z.literal("half") }),
  z.strictObject({
    ...target,
    fault: z.literal("endless"),
    ms: z.int().min(1).default(50),
    bytes: z.int().min(1).default(64),
  }),
  z.strictObject({
    ...target,
    fault: z.literal("http"),
    status: z.int().min(200).max(599),
    headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/), z.string().regex(/^[ -~]*$/)).default({}),
    body: z.string().optional(),
  }),
  z.strictObject({
    ...target,
    fault: z.literal("code"),
    code: z.int().min(1).optional(),
    codeDesc: z.string().default(""),
    message: z.string().default("planted fault"),
  }),
  z.strictObject({
    ...target,
    fault: z.literal("delay"),
    ms: whole,
    when: z.enum(["before", "after"]).default("after"),
  }),
  z.strictObject({ ...target, fault: z.literal("stale"), times: whole.default(0) }),
  z.strictObject({
    ...target,
    fault: z.literal("task-fails"),
    message: z.string().default("planted task failure"),
    errorCode: z.int().default(6000),
  }),
  z.strictObject({ ...target, fault: z.literal("task-stuck") }),
  z.strictObject({ ...target, fault: z.literal("task-unknown") }),
]);

/** Every kind of fault. */
export const faultKinds: readonly PlantedFault["fault"][] = faultSchema.options.map(({ shape }) => shape.fault.value);

/** A planted fault with its defaults; `times` and `skip` are what is left of it. */
export type PlantedFault = z.output<typeof faultSchema>;

/** The shape of a list of faults in a control request or a data file. */
export const faultListSchema: z.ZodType<PlantedFault[], Fault[]> = z.array(faultSchema);

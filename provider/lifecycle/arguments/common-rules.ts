import * as z from "zod";
import { NAME_LIMIT, normalRegion } from "../../api/index.ts";
import { DURATION_FORM, parseDuration } from "../../util/durations.ts";
import { CONTROL, group } from "./values.ts";

const duration = z
  .string({ error: `must be ${DURATION_FORM}` })
  .trim()
  .refine((value) => parseDuration(value) !== undefined, { error: `must be ${DURATION_FORM}, longer than zero` });

export const nameRule = z
  .string({ error: "must be text" })
  .trim()
  .refine((name) => name.trim() !== "" && [...name].length <= NAME_LIMIT && !CONTROL.test(name), {
    error: `must be text of 1 to ${NAME_LIMIT} characters, without control characters`,
  });

const hiddenText = z.string({ error: "is kept by this package: leave it out" });

const hiddenTexts = z.array(hiddenText, { error: "is kept by this package: leave it out" });

/** The arguments of every resource, with the hidden ones. */
export const commonRules = {
  region: z
    .string({ error: "must be a region code such as ap-guangzhou or gz" })
    .trim()
    .regex(/^[A-Za-z0-9-]+$/, { error: "must be a region code such as ap-guangzhou or gz" })
    .transform(normalRegion),
  timeouts: group(
    { create: duration.optional(), update: duration.optional(), delete: duration.optional() },
    { error: 'must be an object with create, update and delete, such as { delete: "5m" }' },
  ).optional(),
  __defaults: hiddenTexts.optional(),
  __observed: hiddenTexts.optional(),
  __defaultName: hiddenText.optional(),
  __urn: hiddenText.optional(),
  __secrets: hiddenTexts.optional(),
};

import { isIP } from "node:net";
import * as z from "zod";
import { type ApiVersion, facts, normalId } from "../../api/index.ts";
import { suggestion } from "./suggestion.ts";

/** Rules of single values. Each message follows the name of the property. Valid values are normalized. */

/** A program may give ids as numbers; the API takes text. */
export const idRule = (
  version: ApiVersion,
  of: keyof (typeof facts)["2.0"]["ids"],
  what: string,
): z.ZodType<string> => {
  const { form, examples } = facts[version].ids[of];
  const error = `must be ${what} such as ${examples}`;
  return z
    .union([z.string(), z.number().int().nonnegative()], { error })
    .transform((given) => normalId(String(given)))
    .refine((text) => form.test(text), { error });
};

/** Completes a sentence that begins with the name of an argument or value. */
export const NEEDS_API_3 = "needs API 3.0: set qcloud:api or QCLOUD_API to 3.0";

/** One of the values that a version knows, in any case. */
export const oneOf = (version: ApiVersion, list: ValueList): z.ZodType<string> => {
  const values: readonly string[] = facts[version][list as never] ?? [];
  const find = (all: readonly string[], text: unknown): string | undefined =>
    all.find((value) => value.toLowerCase() === String(text).toLowerCase());
  return z
    .string({ error: `must be one of ${values.join(", ")}` })
    .trim()
    .transform((text) => find(values, text) ?? text.toLowerCase())
    .refine((value) => values.includes(value), {
      error: ({ input }) => {
        const known = find(facts["3.0"][list], input);
        return known === undefined
          ? `must be one of ${values.join(", ")}${suggestion(values, input)}`
          : `must be one of ${values.join(", ")}; ${known} ${NEEDS_API_3}`;
      },
    });
};

type Facts3 = (typeof facts)["3.0"];

/** The names of the lists of values. */
type ValueList = { [K in keyof Facts3]: Facts3[K] extends readonly string[] ? K : never }[keyof Facts3];

/** An object of optional arguments. */
export const group = <S extends z.core.$ZodShape>(
  shape: S,
  { error }: { error: string },
): z.ZodObject<S, z.core.$strict> =>
  z.strictObject(shape, { error: ({ code }) => (code === "invalid_type" ? error : undefined) });

// biome-ignore lint/suspicious/noControlCharactersInRegex: this rule finds control characters
export const CONTROL = /[\u0000-\u001f\u007f]/;

/** Whole numbers, also as text, because the API returns lifetimes as text (docs/api.md 0, 5). */
export const whole = (
  { from, to }: { readonly from: number; readonly to: number | undefined },
  unit: string,
): z.ZodType<number> => {
  const range =
    to === undefined
      ? `a whole number of ${unit}, at least ${from}`
      : `a whole number of ${unit} from ${from} to ${to}`;
  return z
    .union([z.number(), z.string().trim().regex(/^\d+$/).transform(Number)], { error: `must be ${range}` })
    .refine((value) => Number.isSafeInteger(value) && value >= from && (to === undefined || value <= to), {
      error: `must be ${range}`,
    });
};

/** Not normalized: the service may read `010` as 8. */
export const ipAddress = z
  .string({ error: "must be an IP address, without leading zeros and spaces" })
  .refine((value) => isIP(value) !== 0 && !value.includes("%"), {
    error: "must be an IP address, without leading zeros and spaces",
  });

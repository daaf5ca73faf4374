import * as z from "zod";
import { ReadFailure } from "../failure.ts";

const urn = z.string().min(1);
const properties = z.record(z.string(), z.unknown()).default({});

const resource = z.looseObject({
  urn,
  type: z.string(),
  id: z.string().default(""),
  custom: z.boolean().default(false),
  inputs: properties,
  outputs: properties,
  parent: z.string().optional(),
  provider: z.string().optional(),
  dependencies: z.array(z.string()).nullish(),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
  deletedWith: z.string().optional(),
  protect: z.boolean().default(false),
  retainOnDelete: z.boolean().default(false),
  external: z.boolean().default(false),
  delete: z.boolean().default(false),
  pendingReplacement: z.boolean().default(false),
  initErrors: z.array(z.string()).nullish(),
});

const exported = z.looseObject({
  deployment: z.looseObject({
    resources: z.array(resource).nullish(),
    pending_operations: z.array(z.looseObject({ type: z.string(), resource })).nullish(),
  }),
});

/** One resource of a state, as `pulumi stack export` shows it. */
export type StateResource = z.infer<typeof resource>;

/** The parts of a state that the command reads. */
export interface Deployment {
  readonly resources: readonly StateResource[];
  /** Operations without a recorded result: interrupted, or still running. */
  readonly pending: readonly { readonly type: string; readonly resource: StateResource }[];
}

/** Reads the output of `pulumi stack export`. @throws Failure when it has another form. */
export function readDeployment(json: unknown, from: string): Deployment {
  const parsed = exported.safeParse(json);
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join(".") ?? "";
    throw new ReadFailure(`${from} is not the output of \`pulumi stack export\`${at === "" ? "" : ` (at ${at})`}`);
  }
  const { resources, pending_operations } = parsed.data.deployment;
  return { resources: resources ?? [], pending: pending_operations ?? [] };
}

/** How a state marks a secret (the SDK's `specialSigKey` and `specialSecretSig`). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isSecret = (value: unknown): value is Record<string, unknown> => isObject(value) && value[SIGNATURE] === SECRET;

/** Whether a value holds a secret that is encrypted. */
export function isHidden(value: unknown): boolean {
  if (isSecret(value)) {
    return typeof value["plaintext"] !== "string";
  }
  return typeof value === "object" && value !== null && Object.values(value).some(isHidden);
}

/** A value of the state with its secrets unwrapped; encrypted ones become undefined. */
export function revealed(value: unknown): unknown {
  if (isSecret(value)) {
    return typeof value["plaintext"] === "string" ? JSON.parse(value["plaintext"]) : undefined;
  }
  if (Array.isArray(value)) {
    return value.map(revealed);
  }
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revealed(inner)]))
    : value;
}

import { isSecret, Output, output, type Resource } from "@pulumi/pulumi";

/**
 * What the program gave as secrets. The engine hands values to a dynamic provider in clear and does not say which of them are secrets, so
 * the class passes their names in the hidden input `__secrets`.
 */

/** Arguments that are secrets in any case. */
const ALWAYS: readonly string[] = ["preSharedKey"];

/** Resources by an output that repeats a secret argument of theirs, and whether the argument is one. */
const secretArguments = new WeakMap<Resource, Promise<boolean>>();

/**
 * Paths of the arguments that are secrets, such as `vpcId` or `ikeSet.remoteAddress`.
 * @param more paths of outputs that repeat a secret of another resource.
 * @returns undefined where there are none. A plain promise, because an output would make the resource depend on what the arguments depend on twice.
 */
export async function secretPaths(
  args: object,
  more: Promise<readonly string[]> = Promise.resolve([]),
): Promise<string[] | undefined> {
  const paths = await Promise.all(
    Object.entries(args)
      .filter(([key, value]) => !ALWAYS.includes(key) && value !== undefined && value !== null)
      .map(async ([key, value]) => await pathsOf(key, value)),
  );
  const all = [...paths.flat(), ...(await more)].sort();
  return all.length === 0 ? undefined : all;
}

async function pathsOf(key: string, value: unknown): Promise<string[]> {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  const isPlain = !Array.isArray(value) && !Output.isInstance(value) && !(value instanceof Promise);
  if (isPlain) {
    const inner = await Promise.all(Object.entries(value).map(([name, one]) => pathsOf(`${key}.${name}`, one)));
    return inner.flat();
  }
  return (await isSecretInput(value)) ? [key] : [];
}

/** An input that fails makes the registration of the resource fail, which says why. */
const isSecretInput = (value: unknown): Promise<boolean> => isSecret(output(value)).catch(() => false);

/** Remembers whether an argument of a resource is a secret, for the resources that are given its outputs. */
export function rememberSecret(resource: Resource, argument: unknown): void {
  secretArguments.set(resource, isSecretInput(argument));
}

/** Whether a value comes from a resource whose remembered argument is a secret. */
export async function comesFromSecret(value: unknown): Promise<boolean> {
  if (!Output.isInstance(value)) {
    return false;
  }
  // An internal method of the SDK; without it the value is taken for no secret.
  const { allResources } = value as { allResources?: () => Promise<Set<Resource>> };
  const resources = (await allResources?.call(value).catch(() => undefined)) ?? [];
  const known = await Promise.all([...resources].map((one) => secretArguments.get(one)));
  return known.includes(true);
}

import type { CustomResource, Output } from "@pulumi/pulumi";

/**
 * Lets the output that repeats a resource's id be known wherever that is. The preview of a change in place knows the id and none of
 * the other outputs; what depends on the output would look as if it were replaced.
 *
 * @param given the argument of the same name, with which a resource is adopted: its first preview knows that and no id.
 */
export function knowById<K extends string>(
  resource: CustomResource & Record<K, Output<string>>,
  output: K,
  given: unknown,
): void {
  if (given === undefined) {
    Object.assign(resource, { [output]: resource.id });
  }
}

/** Inputs or outputs of a resource, as a host hands them over. */
export type Properties = Record<string, unknown>;

/**
 * The hidden input that holds a resource's seed: `<organization>:<urn>`. The default name is made from the seed, and the seed tells the
 * resources of a stack apart.
 */
export const SEED = "__urn";

/** The seed in inputs or outputs; undefined where they hold none. */
export const seedIn = ({ [SEED]: seed }: Properties): string | undefined =>
  typeof seed === "string" ? seed : undefined;

/** The seed of a URN. A host that does not know the organization gives the URN alone; its seed has an empty organization. */
export const seedOf = (urn: string): string => (urn.startsWith("urn:") ? `:${urn}` : urn);

/** The URN in a seed. */
export const urnIn = (seed: string): string => seed.slice(seed.indexOf(":urn:") + 1);

/** The resource's name: what follows the third separator of the URN. */
export const nameIn = (seed: string): string => seed.split("::").slice(3).join("::");

/** The organization, the stack and the project. */
export const stackIn = (seed: string): string => seed.split("::").slice(0, 2).join("::");

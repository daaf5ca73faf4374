/** Inputs or outputs of a resource. */
export type Properties = Record<string, unknown>;

/** The hidden input with the seed, `<organization>:<urn>`. It identifies the resource, and the default name is derived from it. */
export const SEED = "__urn";

/** The seed in inputs or outputs, if any. */
export const seedIn = ({ [SEED]: seed }: Properties): string | undefined =>
  typeof seed === "string" ? seed : undefined;

/** The seed of a URN. If the host does not know the organization, that is empty. */
export const seedOf = (urn: string): string => (urn.startsWith("urn:") ? `:${urn}` : urn);

/** The URN in a seed. */
export const urnIn = (seed: string): string => seed.slice(seed.indexOf(":urn:") + 1);

/** The name of the resource: the text after the third separator of the URN. */
export const nameIn = (seed: string): string => seed.split("::").slice(3).join("::");

/** The type of the resource without its package and parents, such as `VpnConnection`. */
export const typeIn = (seed: string): string => (seed.split("::")[2] ?? "").split(":").at(-1) ?? "";

/** The organization, the stack and the project. */
export const stackIn = (seed: string): string => seed.split("::").slice(0, 2).join("::");

import { createUrn, getOrganization, type Resource } from "@pulumi/pulumi";

/** The module of every type; part of every URN, and so fixed for good. */
export const MODULE = "qcloud";

/**
 * `<organization>:<urn>`: what the default name is made from. The methods of a dynamic provider are not told the URN.
 * A plain promise, because an output would make the resource depend on its own parent.
 */
export function seedFor(type: string, name: string, parent: Resource | undefined): Promise<string> {
  return new Promise((resolve) => {
    createUrn(name, `pulumi-nodejs:dynamic/${MODULE}:${type}`, parent).apply((urn) =>
      resolve(`${organization()}:${urn}`),
    );
  });
}

/** The stack's organization; where there is none, as in a unit test with mocks, the name that Pulumi's own backends use then. */
function organization(): string {
  try {
    return getOrganization();
  } catch {
    return "organization";
  }
}

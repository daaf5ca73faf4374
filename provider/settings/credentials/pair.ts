import type { Credentials } from "../../api/index.ts";
import { LifecycleError } from "../../lifecycle/vpn-connection/index.ts";
import type { Found } from "../sources.ts";

/** What the settings and files name: a key pair, or a role whose credentials must be requested. */
export type Origin =
  | { readonly kind: "pair"; readonly credentials: Credentials }
  | { readonly kind: "role"; readonly by: Credentials; readonly role: Role }
  | { readonly kind: "instance"; readonly name: string };

/** A role that a key pair assumes. */
export interface Role {
  /** For messages. */
  readonly name: string;
  readonly arn: string;
  readonly sessionName: string | undefined;
}

/**
 * One key pair. Id and key always come from the same source.
 *
 * @param names The names of both, for messages.
 * @param renewal How to renew temporary credentials of this source, for messages.
 * @returns undefined if the source has none.
 * @throws LifecycleError for half a key pair.
 */
export function pair(
  id: Found | undefined,
  key: Found | undefined,
  token: Found | undefined,
  names: string,
  renewal: string,
): Credentials | undefined {
  if (id === undefined && key === undefined) {
    return undefined;
  }
  if (id === undefined || key === undefined) {
    throw new LifecycleError(`half a key pair: ${(id ?? key)?.source} is set, but ${names} are needed together`);
  }
  return {
    secretId: id.value.trim(),
    secretKey: key.value.trim(),
    ...(token === undefined ? {} : { token: token.value.trim(), renewal }),
    source: id.source,
  };
}

/** A key pair, or the role that it assumes. */
export const withRole = (credentials: Credentials, role: Role | undefined): Origin =>
  role === undefined ? { kind: "pair", credentials } : { kind: "role", by: credentials, role };

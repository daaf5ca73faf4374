/** Key pairs and accounts given at the start. */

import { isDeepStrictEqual } from "node:util";
import { checked } from "../control/checked.ts";
import type { Credential } from "./model.ts";
import { type Permissions, permissionsSchema } from "./permissions.ts";
import type { Store } from "./store.ts";

/** A key pair that the emulator accepts. */
export interface AccountOptions {
  /** Names the key pair in requests. */
  readonly secretId: string;
  /** Signs them. */
  readonly secretKey: string;
  /** Makes it a temporary key: requests must carry this Token (docs/api.md 1.2). Default: a permanent key. */
  readonly token?: string | undefined;
  /** The account that it belongs to: the SecretId of that account's first key pair. Default: one of its own. */
  readonly account?: string | undefined;
  /** What it may see and change. Default: what was set for this SecretId before; everything for a new one. */
  readonly permissions?: Permissions | undefined;
}

/** An account option that makes no sense; the message says why, without the key. */
export class AccountError extends Error {}

/**
 * Reads `ID:KEY`, `ID:KEY:TOKEN`, and either with `@OTHERID` behind it for a further key pair of that account.
 *
 * @param place where it stands, for the error.
 * @throws AccountError for any other form.
 */
export function parseAccount(text: string, place: string): AccountOptions {
  const at = text.lastIndexOf("@");
  const account = at === -1 ? undefined : text.slice(at + 1);
  const [secretId, secretKey, ...rest] = (at === -1 ? text : text.slice(0, at)).split(":");
  const token = rest.length === 0 ? undefined : rest.join(":");
  if (!secretId || !secretKey || account === "" || token === "") {
    throw new AccountError(`${place} takes ID:KEY[:TOKEN][@OTHERID]`);
  }
  return { secretId, secretKey, token, account };
}

/** Disables a key pair, which gets 4104 from then on; false when it was not there. What its account holds stays. */
export function removeKey(store: Store, secretId: string): boolean {
  store.changed();
  return store.credentials.delete(secretId);
}

/**
 * Adds a key pair, or replaces the one with the same SecretId.
 *
 * @throws AccountError when it names an account that does not exist; ControlError for permissions that make no sense.
 */
export function addCredential(store: Store, options: AccountOptions): Credential {
  const { secretId, secretKey, token, account = secretId } = options;
  if (secretId === "" || secretKey === "") {
    throw new AccountError("an account needs a secretId and a secretKey");
  }
  if (account !== secretId && !store.credentials.has(account)) {
    throw new AccountError(`the account ${account} of ${secretId} does not exist`);
  }
  const before = store.credentials.get(secretId);
  const permissions =
    options.permissions === undefined
      ? before?.permissions
      : checked(permissionsSchema, options.permissions, "permissions");
  const credential: Credential = {
    secretId,
    secretKey,
    token: token ?? null,
    account,
    ...(permissions === undefined ? {} : { permissions }),
  };
  if (isDeepStrictEqual(before, credential)) {
    return credential;
  }
  store.credentials.set(secretId, credential);
  store.changed();
  return credential;
}

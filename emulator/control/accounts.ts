/** Key pairs and their accounts. */

import { isDeepStrictEqual } from "node:util";
import type { Cloud } from "../cloud.ts";
import type { Credential } from "../state/model.ts";
import { type Permissions, permissionsSchema } from "../state/permissions.ts";
import { type SeedIds, seedAccount } from "../state/seed.ts";
import type { Store } from "../state/store.ts";
import { ControlError, checked } from "./checked.ts";

/** A key pair that the emulator accepts. */
export interface AccountOptions {
  /** Names the key pair in requests. */
  readonly secretId: string;
  /** Signs them. */
  readonly secretKey: string;
  /** Makes it a temporary key: requests must carry this Token (docs/api.md 1.2). Default: a permanent key. */
  readonly token?: string | undefined;
  /** The account that it belongs to: the SecretId of that account's first key pair. Default: an account of its own. */
  readonly account?: string | undefined;
  /** What it may see and change. Default: what was set for this SecretId before; everything for a new one. */
  readonly permissions?: Permissions | undefined;
}

/** An invalid key pair; the message says why, without the key. */
export class AccountError extends Error {}

/**
 * Parses `ID:KEY` or `ID:KEY:TOKEN`. Either may be followed by `@OTHERID`, for a further key pair of that account.
 *
 * @param place where the text comes from, for the error.
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

/**
 * Adds a key pair, or replaces the one with the same SecretId. A new account gets its first resources, whose ids are
 * returned.
 *
 * @throws AccountError when it names an account that does not exist; ControlError for invalid permissions.
 */
export function addAccount(
  { store, clock }: Pick<Cloud, "store" | "clock">,
  options: AccountOptions,
): SeedIds | undefined {
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
  if (!isDeepStrictEqual(before, credential)) {
    store.credentials.set(secretId, credential);
    store.changed();
  }
  return seedAccount(store, account, clock());
}

/** Disables a key pair: calls with it get 4104. The resources of its account stay. False when it does not exist. */
export function removeKey(store: Store, secretId: string): boolean {
  store.changed();
  return store.credentials.delete(secretId);
}

/**
 * Sets what a key pair may see and change from now on, in place of what was set before; `undefined` allows everything.
 *
 * @throws ControlError for an unknown key pair or invalid permissions.
 */
export function setPermissions(store: Store, secretId: string, value: unknown): void {
  const permissions = value === undefined ? undefined : checked(permissionsSchema, value, "permissions");
  const before = store.credentials.get(secretId);
  if (before === undefined) {
    throw new ControlError(`accounts has no ${secretId}`, 404);
  }
  const { permissions: _before, ...credential } = before;
  store.credentials.set(secretId, permissions === undefined ? credential : { ...credential, permissions });
  store.changed();
}

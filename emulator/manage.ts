/** What a test may do to a running emulator beside faults: accounts and settings. */

import type { Cloud } from "./cloud.ts";
import { applyOptions, type LiveOptions } from "./options.ts";
import { type AccountOptions, addCredential } from "./state/accounts.ts";
import { type SeedIds, seedAccount } from "./state/seed.ts";

/** Adds a key pair; a new account gets its first resources, whose ids are returned. */
export function addAccount(cloud: Cloud, options: AccountOptions): SeedIds | undefined {
  const { account } = addCredential(cloud.store, options);
  return seedAccount(cloud.store, account, cloud.clock());
}

/** Changes settings from now on; running tasks keep their ends. */
export function configure(cloud: Cloud, options: LiveOptions): void {
  Object.assign(cloud.settings, applyOptions(cloud.settings, options));
  cloud.store.unsettle();
}

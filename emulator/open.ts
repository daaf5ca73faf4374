/** Opens the cloud of an emulator. */

import type { Cloud, Settings } from "./cloud.ts";
import { addAccount } from "./control/accounts.ts";
import { FaultPlan } from "./faults/plan.ts";
import type { EmulatorOptions } from "./options.ts";
import { ActionRates } from "./requests/action-rates.ts";
import { CallLog } from "./requests/call-log.ts";
import { NonceCache } from "./requests/nonces.ts";
import { RateLimit } from "./requests/rate-limit.ts";
import { Autosave } from "./state/autosave.ts";
import { DataFile } from "./state/data-file.ts";
import { defaultCredential, type SeedIds } from "./state/seed.ts";
import { Store } from "./state/store.ts";

/** The cloud of a data file, or a new one, with its accounts. */
export async function openCloud(
  settings: Settings,
  options: EmulatorOptions,
): Promise<{ cloud: Cloud; seeded: Map<string, SeedIds> }> {
  const file = options.data === undefined ? undefined : new DataFile(options.data);
  const saved = await file?.read();
  // Read on each use, because settings may change while the emulator runs.
  const store = new Store(() => settings.switches, saved?.cloud);
  const faults = new FaultPlan(saved?.faults ?? [], () => store.changed());
  const write = file === undefined ? undefined : () => file.write({ cloud: store.data(), faults: faults.list() });
  const cloud: Cloud = {
    settings,
    store,
    faults,
    calls: new CallLog(),
    nonces: new NonceCache(),
    rates: new RateLimit(),
    actionRates: new ActionRates(),
    autosave: new Autosave(() => store.version, write),
    clock: options.clock ?? Date.now,
    log: options.log,
  };
  const seeded = new Map<string, SeedIds>();
  for (const account of [defaultCredential, ...(options.accounts ?? [])]) {
    const ids = addAccount(cloud, { ...account, token: account.token ?? undefined });
    if (ids !== undefined) {
      seeded.set(account.secretId, ids);
    }
  }
  return { cloud, seeded };
}

import { type Emulator, startEmulator } from "../../emulator/index.ts";
import type { LookupSettings } from "../../provider/index.ts";
import { withEnvironment } from "./environment.ts";
import { reached } from "./versions.ts";

/** An emulator for the lookups of a suite, and the settings that reach it. */
export interface LookupCloud {
  emulator(): Emulator;
  settings(): LookupSettings;
  /** Where an error of a lookup with these settings has to say that it looked. */
  where(): RegExp;
}

/** Starts an emulator for all tests of a suite, each in an environment that says nothing. */
export function lookupCloud(): LookupCloud {
  let running: Emulator | undefined;
  const emulator = (): Emulator => {
    if (running === undefined) {
      throw new Error("the emulator is not running");
    }
    return running;
  };
  withEnvironment({});
  before(async () => {
    running = await startEmulator({ taskMs: 0 });
  });
  beforeEach(() => emulator().clearFaults());
  after(async () => await emulator().stop());
  return {
    emulator,
    settings: () => ({
      secretId: emulator().secretId,
      secretKey: emulator().secretKey,
      ...reached(emulator()),
      region: "ap-guangzhou",
    }),
    where: () =>
      new RegExp(
        `in region ap-guangzhou at ${reached(emulator()).endpoint} \\(from the settings given \\(endpoint\\)\\), asked with SecretId emul\\.\\.\\.t-id from the settings given \\(secretId\\)`,
      ),
  };
}

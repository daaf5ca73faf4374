/** What the tests of the doctor share: a stack's state in a file, and the doctor's answer about it. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Emulator } from "../../emulator/index.ts";
import type { ApiVersion } from "../../provider/api/index.ts";
import { call } from "../emulator/support.ts";
import { type Bench, type Ran, Stack, type Surroundings, withBench } from "./support.ts";

/** A finding as `--json` shows it. */
export interface Shown {
  readonly what: string;
  readonly isTrouble: boolean;
  readonly kind: string;
  readonly name: string;
  readonly id: string;
  readonly detail: string;
  readonly advice?: string;
  readonly repair: readonly string[];
}

/** The report as `--json` shows it. */
export interface ShownReport {
  readonly ok: boolean;
  readonly findings: readonly Shown[];
  readonly repair: readonly string[];
  readonly remarks: readonly string[];
  readonly plan?: {
    readonly lines: readonly {
      step: number;
      name: string;
      kind: string;
      id: string;
      detail: string;
      isClear: boolean;
    }[];
    readonly warnings: readonly string[];
  };
}

/** A bench with a stack's state. */
export class Patient {
  readonly stack: Stack;
  readonly #bench: Bench;

  /** @param version of the API that the state was recorded through, if it is not that of the suite. */
  constructor(bench: Bench, version?: ApiVersion) {
    this.stack = new Stack(bench.emulator, version);
    this.#bench = bench;
  }

  /** The doctor's report on the state as it is now, from a file. */
  async text(args: readonly string[] = [], around: Partial<Surroundings> = {}): Promise<Ran> {
    const file = join(this.#bench.folder, "exported.json");
    await writeFile(file, JSON.stringify(this.stack.export()));
    return await this.#bench.run(["doctor", "--file", "exported.json", ...args], around);
  }

  /** The same, as `--json` shows it. */
  async report(
    args: readonly string[] = [],
    around: Partial<Surroundings> = {},
  ): Promise<ShownReport & { code: number }> {
    const { code, stdout, stderr } = await this.text(["--json", ...args], around);
    if (stdout === "") {
      throw new Error(stderr);
    }
    return { ...(JSON.parse(stdout) as ShownReport), code };
  }

  /** What was found, in short: what, of which thing. */
  async found(args: readonly string[] = [], around: Partial<Surroundings> = {}): Promise<string[]> {
    return (await this.report(args, around)).findings.map(({ what, name }) => `${what}: ${name}`);
  }
}

/** Runs a test with an emulator and a stack whose state is in a file. */
export const withPatient = (
  test: (patient: Patient, emulator: Emulator, bench: Bench) => Promise<void>,
): Promise<void> => withBench((bench) => test(new Patient(bench), bench.emulator, bench));

/** Makes a peer gateway as somebody at the console would. */
export const addGateway = async (emulator: Emulator, address: string, name = "other"): Promise<string> =>
  (await call(emulator, "AddUserGw", { userGwName: name, userGwAddr: address })).json.userGwId;

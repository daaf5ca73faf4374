import assert from "node:assert/strict";
import { relative } from "node:path";
import { repository } from "../../../tools/toolchain/paths.ts";
import type { CaseId } from "./cases.ts";
import { type Exception, holdPage, type Proof } from "./page.ts";
import { describeEngine } from "./suite.ts";
import { type Variant, variants } from "./variants.ts";

const proofs: Proof[] = [];

/**
 * A suite that runs on each variant.
 *
 * @param title The suite's title.
 * @param body Defines the scenarios and rows on one of them.
 */
export function describeRows(title: string, body: (on: Variant) => void): void {
  for (const on of variants) {
    describeEngine(`${title} (${on.title})`, () => body(on));
  }
}

/**
 * A mocha test that proves one case of docs/reliability.md. Its text becomes a line of the page when it has passed.
 *
 * @param on The variant that it proves it for.
 * @param id The case.
 * @param says What the test proves, as a fact.
 * @param test The test.
 */
export function row(on: Variant, id: CaseId, says: string, test: (this: Mocha.Context) => unknown): void {
  const proof: Proof = { on, id, says, file: "", outcome: "not run" };
  proofs.push(proof);
  const defined = it(`${id}: ${says}`, async function () {
    proof.outcome = "failed";
    await test.call(this);
    proof.outcome = "passed";
  });
  Object.assign(proof, { file: relative(repository, defined.file ?? "").replaceAll("\\", "/") });
}

/**
 * Says why a row cannot exist on a variant. The page shows it in place of "yes".
 *
 * @param on The variant.
 * @param id The case.
 * @param says What the row says on the other variant.
 * @param why Why not, as a fact.
 */
export function notOn(on: Variant, id: CaseId, says: string, why: string): void {
  exceptions.push({ on, id, says, why });
}

const exceptions: Exception[] = [];

/** How many scenarios run at a time: a scenario mostly waits, for the service or for the next attempt. */
const atATime = 4;

const waiting: (() => Promise<unknown>)[] = [];
const running = new Set<Promise<unknown>>();

function startNext(): void {
  while (running.size < atATime) {
    const start = waiting.shift();
    if (start === undefined) {
      return;
    }
    const run = start().catch(() => {});
    running.add(run);
    void run.then(() => {
      running.delete(run);
      startNext();
    });
  }
}

/**
 * A run of the engine whose result the tests of a suite check. It ends before the first of them; the next scenarios of the loaded files
 * may run at the same time.
 *
 * @param run The run.
 * @returns A function that returns the result of the run to the tests.
 */
export function scenario<T>(run: () => Promise<T>): () => T {
  const done = Promise.withResolvers<T>();
  done.promise.catch(() => {});
  waiting.push(() => {
    const result = run();
    done.resolve(result);
    return result;
  });
  let result: { value: T } | undefined;
  before(async function () {
    this.timeout(900_000);
    startNext();
    result = { value: await done.promise };
  });
  return () => {
    assert.ok(result !== undefined, "the scenario has not run");
    return result.value;
  };
}

/**
 * Registered with the root suite, because this file is loaded before any suite is opened: runs after every test. `npm run reliability`
 * writes the page.
 */
after("docs/reliability.md has what the tests prove", async function () {
  // Scenarios whose tests were not chosen.
  this.timeout(900_000);
  waiting.length = 0;
  await Promise.all(running);
  holdPage({ proofs, exceptions }, process.env["RELIABILITY"] === "write");
});

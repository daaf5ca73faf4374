import { pulumiEnvironment } from "../../../tools/pulumi.ts";

/**
 * A mocha suite whose tests run the real engine: the CLI is made available before the first test, however long that
 * takes, and each test has five minutes.
 *
 * @param title The suite's title.
 * @param body Defines the tests, as for mocha's `describe`.
 */
export function describeEngine(title: string, body: (this: Mocha.Suite) => void): void {
  describe(title, function () {
    this.timeout(300_000);
    before(async function () {
      this.timeout(0);
      await pulumiEnvironment();
    });
    body.call(this);
  });
}

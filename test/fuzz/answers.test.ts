import fc from "fast-check";
import type { ApiVersion } from "../../emulator/index.ts";
import { Harness } from "../properties/harness.ts";
import { distortion } from "./answers.ts";
import { type Life, runLife, type Stage } from "./life.ts";
import { READ_TIMEOUT, RUNS, SEED } from "./settings.ts";

const lives: fc.Arbitrary<Life> = fc.record({
  api: fc.constantFrom<ApiVersion>("2.0", "3.0"),
  stages: fc.array(fc.constantFrom<Stage[]>("up", "up", "change", "refresh", "destroy"), {
    minLength: 1,
    maxLength: 6,
  }),
  distortions: fc.array(distortion, { minLength: 1, maxLength: 12 }),
  taskMs: fc.constantFrom(0, 1500),
  seed: fc.nat(),
});

const name = "tunnel\u001b[31m\r\n";

/** Cases that failed once. */
const found: Readonly<Record<string, Partial<Life>>> = {
  "says in words that a list has lost its total count": {
    distortions: [{ kind: "text", text: '{"code":0,"data":[{"unVpnConnId":"vpnx-00000001"}]}' }, { kind: "none" }],
  },
  "shows no control character that an answer holds": {
    distortions: [
      {
        kind: "text",
        text: JSON.stringify({
          code: 0,
          totalCount: 1,
          data: [
            {
              unVpnConnId: "vpnx-00000001",
              vpnGwId: "vpngw-dystbrkv",
              userGwId: "cgw-e098slul",
              vpnConnName: name,
              createTime: name,
            },
          ],
        }),
      },
    ],
  },
};

describe("a lifecycle whose answers are distorted", () => {
  let harness: Harness;
  before(async function () {
    // Loads the provider's modules many times over.
    this.timeout(60_000);
    harness = await Harness.begin();
    Object.assign(process.env, READ_TIMEOUT);
  });
  after(() => harness.end());

  it(`never hangs, never denies what stands, and fails in clear words (seed ${SEED})`, async function () {
    this.timeout(10 * 60_000);
    const property = fc.asyncProperty(lives, (life) => runLife(harness, life));
    await fc.assert(property, { seed: SEED, numRuns: RUNS });
  });

  for (const [fact, life] of Object.entries(found)) {
    it(fact, () => runLife(harness, { stages: ["up"], distortions: [], taskMs: 0, seed: 1, ...life }));
  }
});

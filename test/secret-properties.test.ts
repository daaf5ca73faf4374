import assert from "node:assert/strict";
import { isSecretValue, redactorFor, withSecrets } from "../provider/hosts/secret-properties.ts";

describe("a rule that was given as a secret under the network of its side", () => {
  const state = {
    spdAcl: { "10.0.0.0/16": ["172.29.31.0/24"], "10.1.0.0/16": ["172.16.0.0/24"] },
    destinationCidr: ["172.29.31.0/24", "172.16.0.0/24"],
    sourceCidr: ["10.0.0.0/16", "10.1.0.0/16"],
    __secrets: ["spdAcl.10.0.0.0/16"],
  };

  it("is in no message", () => {
    assert.doesNotMatch(redactorFor(state).own("peer network 172.29.31.0/24 refused"), /172\.29/);
  });

  it("is a secret in the outputs that repeat it", () => {
    const shown = withSecrets(state);
    assert.ok(isSecretValue(shown["destinationCidr"]));
    assert.ok(isSecretValue(shown["sourceCidr"]));
  });
});

import assert from "node:assert/strict";
import { STRONG, warnOfWeakSettings } from "../../provider/lifecycle/vpn-connection/values/weak-settings.ts";

const preSharedKey = "test-only-pre-shared-key-0001";

describe("the warning of weak settings", () => {
  it("names the service's weak defaults, and the exact settings to write", () => {
    assert.equal(
      warnOfWeakSettings({ preSharedKey }),
      "weak settings: the service's defaults of ikeSet.propoEncryAlgorithm (3des-cbc), ikeSet.propoAuthenAlgorithm (md5), " +
        "ipsecSet.encryptAlgorithm (3des-cbc), ipsecSet.integrityAlgorithm (md5). If the peer supports them, set, at both ends, " +
        'ikeSet: { propoEncryAlgorithm: "aes-cbc-256", propoAuthenAlgorithm: "sha" }, ' +
        'ipsecSet: { encryptAlgorithm: "aes-cbc-256", integrityAlgorithm: "sha" }',
    );
  });

  it("names weak values by their arguments, shows neither them nor the key, and asks for no more than is weak", () => {
    const ikeSet = { ...STRONG.ikeSet, propoEncryAlgorithm: "des-cbc", exchangeMode: "aggressive" };
    const ipsecSet = { ...STRONG.ipsecSet, pfsDhGroup: "dh-group2" };
    assert.equal(
      warnOfWeakSettings({ preSharedKey: "short-canary".slice(1), ikeSet, ipsecSet }),
      "weak settings: the values of ikeSet.propoEncryAlgorithm, ikeSet.exchangeMode, ipsecSet.pfsDhGroup; " +
        "a preSharedKey of fewer than 12 characters. If the peer supports them, set, at both ends, " +
        'ikeSet: { propoEncryAlgorithm: "aes-cbc-256", exchangeMode: "main" }, ipsecSet: { pfsDhGroup: "dh-group14" }',
    );
  });

  it("is absent for the strong settings, for those that it names, and for settings whose default is not known to be weak", () => {
    const named = {
      ikeSet: { propoEncryAlgorithm: "aes-cbc-256", propoAuthenAlgorithm: "sha" },
      ipsecSet: { encryptAlgorithm: "aes-cbc-256", integrityAlgorithm: "sha" },
    };
    for (const settings of [STRONG, named]) {
      assert.equal(warnOfWeakSettings({ preSharedKey, ...settings }), "");
    }
  });
});

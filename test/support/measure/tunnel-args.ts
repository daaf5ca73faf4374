import { vpcId } from "./account.ts";

/** What every tunnel of a benchmark is made with, beside its gateways. */
export const tunnelArgs = {
  vpcId,
  preSharedKey: "bench-only-pre-shared-key-0001",
  userGwCidrBlock: ["172.16.10.0/24"],
  ikeSet: { propoEncryAlgorithm: "aes-cbc-256", propoAuthenAlgorithm: "sha", dhGroupName: "group14" },
  ipsecSet: { encryptAlgorithm: "aes-cbc-256", integrityAlgorithm: "sha", pfsDhGroup: "dh-group14" },
} as const;

/** The emulator's account, and what it holds from the beginning. */
export const account = { secretId: "emulator-secret-id", secretKey: "emulator-secret-key" };
export const vpcId = "vpc-03vihbk9";
export const vpnGwId = "vpngw-dystbrkv";

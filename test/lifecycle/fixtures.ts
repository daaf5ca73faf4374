import type { Inputs, Outputs } from "../../provider/lifecycle/vpn-connection/inputs.ts";

/** What a small program asks for, as `check` leaves it. */
export const inputs: Inputs = {
  region: "ap-guangzhou",
  vpcId: "vpc-03vihbk9",
  vpnGwId: "vpngw-dystbrkv",
  userGwId: "cgw-e098slul",
  vpnConnName: "branch",
  preSharedKey: "test-only-key-0001",
  userGwCidrBlock: ["172.16.10.0/24", "172.16.11.0/24"],
};

/** The state after that program's `up`. */
export const outputs: Outputs = {
  ...inputs,
  vpnConnId: "vpnx-ol6bcqp0",
  status: "running",
  sourceCidr: ["10.0.0.0/16"],
  destinationCidr: ["172.16.10.0/24", "172.16.11.0/24"],
  ikeSet: { propoEncryAlgorithm: "3des-cbc", ikeSaLifetimeSeconds: 86400 },
  ipsecSet: { integrityAlgorithm: "sha", pfsDhGroup: "null" },
  __origin: {
    endpoint: "http://127.0.0.1/v2/index.php",
    secretIdHash: "0000000000000000",
    vpc: { unified: "vpc-03vihbk9", legacy: "gz_vpc_76" },
    vpnGw: { unified: "vpngw-dystbrkv", legacy: "547" },
    userGw: { unified: "cgw-e098slul", legacy: "315" },
    vpnConn: { unified: "vpnx-ol6bcqp0", legacy: "399" },
  },
  __given: ["region", "vpcId", "vpnGwId", "userGwId", "vpnConnName", "preSharedKey", "userGwCidrBlock"],
};

import * as pulumi from "@pulumi/pulumi";
import { VpnConnection } from "pulumi-qcloud-vpn";

// Everything has a default that fits a fresh emulator, so that the example runs as it is.
const config = new pulumi.Config();

const branch = new VpnConnection("branch", {
  vpcId: config.get("vpcId") ?? "vpc-03vihbk9",
  vpnGwId: config.get("vpnGwId") ?? "vpngw-dystbrkv",
  userGwId: config.get("userGwId") ?? "cgw-e098slul",
  preSharedKey: config.getSecret("preSharedKey") ?? pulumi.secret("example-pre-shared-key"),
  spdAcl: { "10.0.0.0/24": ["172.16.10.0/24", "172.16.11.0/24"] },
  ikeSet: {
    propoEncryAlgorithm: "aes-cbc-256",
    propoAuthenAlgorithm: "sha",
    dhGroupName: "group14",
    ikeSaLifetimeSeconds: 86400,
  },
  ipsecSet: {
    encryptAlgorithm: "aes-cbc-256",
    integrityAlgorithm: "sha",
    pfsDhGroup: "dh-group14",
    ipsecSaLifetimeSeconds: 3600,
  },
});

export const vpnConnId = branch.vpnConnId;
export const status = branch.status;
export const peerNetworks = branch.destinationCidr;

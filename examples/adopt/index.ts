import * as pulumi from "@pulumi/pulumi";
import { UserGateway, VpnConnection } from "pulumi-qcloud-vpn";

const config = new pulumi.Config();

// With their ids in the config both are adopted as they stand; without, both are made.
const userGwId = config.get("userGwId");
const vpnConnId = config.get("vpnConnId");

// What is adopted is deleted by `pulumi destroy` like anything else of the stack, unless the config says to keep it.
const options: pulumi.CustomResourceOptions = { retainOnDelete: config.getBoolean("keep") ?? false };

const device = new UserGateway("office", { userGwAddr: "203.0.113.31", ...(userGwId && { userGwId }) }, options);

const tunnel = new VpnConnection(
  "office",
  {
    vpcId: "vpc-03vihbk9",
    vpnGwId: "vpngw-dystbrkv",
    userGwId: device.userGwId,
    preSharedKey: config.requireSecret("preSharedKey"),
    spdAcl: { "10.0.0.0/24": ["172.16.31.0/24"] },
    ikeSet: { propoEncryAlgorithm: "aes-cbc-256", propoAuthenAlgorithm: "sha", dhGroupName: "group14" },
    ipsecSet: { encryptAlgorithm: "aes-cbc-256", integrityAlgorithm: "sha", pfsDhGroup: "dh-group14" },
    ...(vpnConnId && { vpnConnId }),
  },
  options,
);

export const ids = { userGwId: device.userGwId, vpnConnId: tunnel.vpnConnId };

const pulumi = require("@pulumi/pulumi");
const { QcloudProvider, UserGateway, VpnConnection } = require("pulumi-qcloud-vpn");

const config = new pulumi.Config();

// What is different in a private cloud. The key pair comes from the environment.
const cloud = new QcloudProvider("cloud", {
  endpoint: config.require("endpoint"),
  region: config.require("region"),
  caFile: config.require("caFile"),
  signatureMethod: "HmacSHA1",
});

const office = new UserGateway("office", { userGwAddr: "203.0.113.41" }, { provider: cloud });

const tunnel = new VpnConnection(
  "office",
  {
    vpcId: config.require("vpcId"),
    vpnGwId: config.require("vpnGwId"),
    userGwId: office.userGwId,
    preSharedKey: config.requireSecret("preSharedKey"),
    userGwCidrBlock: ["172.16.41.0/24"],
    ikeSet: { propoEncryAlgorithm: "aes-cbc-256", propoAuthenAlgorithm: "sha", dhGroupName: "group14" },
    ipsecSet: { encryptAlgorithm: "aes-cbc-256", integrityAlgorithm: "sha", pfsDhGroup: "dh-group14" },
  },
  { provider: cloud },
);

exports.vpnConnId = tunnel.vpnConnId;
exports.status = tunnel.status;

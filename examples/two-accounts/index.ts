import * as pulumi from "@pulumi/pulumi";
import { getVpcOutput, getVpnGatewayOutput, QcloudProvider, SiteToSiteVpn } from "pulumi-qcloud-vpn";

const config = new pulumi.Config();

/** A company with an account of its own: whatever is made or looked up for it goes through its own key pair. */
function company(name: string, office: { address: string; networks: string[] }): SiteToSiteVpn {
  const account = new QcloudProvider(name, {
    secretId: config.requireSecret(`${name}Id`),
    secretKey: config.requireSecret(`${name}Key`),
    region: config.require("region"),
  });
  const vpc = getVpcOutput({ isDefault: true }, { provider: account });
  const gateway = getVpnGatewayOutput({ vpcId: vpc.vpcId }, { provider: account });
  return new SiteToSiteVpn(
    name,
    {
      vpcId: vpc.vpcId,
      vpnGwId: gateway.vpnGwId,
      branches: [{ name: "office", preSharedKey: config.requireSecret(`${name}PreSharedKey`), ...office }],
    },
    { provider: account },
  );
}

// Both offices have the same device's address: each account has a peer gateway of its own for it.
const retail = company("retail", { address: "203.0.113.21", networks: ["172.16.21.0/24"] });
const finance = company("finance", { address: "203.0.113.21", networks: ["172.16.22.0/24"] });

export const tunnels = { retail: retail.branches, finance: finance.branches };

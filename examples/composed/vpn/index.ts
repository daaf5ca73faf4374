import * as pulumi from "@pulumi/pulumi";
import { SiteToSiteVpn } from "pulumi-qcloud-vpn";

interface Branch {
  name: string;
  networks: string[];
  userGwId: string;
}

const config = new pulumi.Config();
const network = new pulumi.StackReference(config.require("network"));

// A list decides how many tunnels there are, so a preview has to know it: as a value, not as an output.
const { value: branches } = await network.getOutputDetails("branches");
if (branches === undefined) {
  throw new pulumi.RunError(`${config.require("network")} has no branches yet: run pulumi up there first`);
}

const vpn = new SiteToSiteVpn("vpn", {
  vpcId: network.requireOutput("vpcId"),
  vpnGwId: network.requireOutput("vpnGwId"),
  localNetworks: [network.requireOutput("vpcNetwork")],
  // Without an address: the device belongs to the other stack, and is used as it stands.
  branches: (branches as Branch[]).map((branch) => ({
    ...branch,
    preSharedKey: config.requireSecret(`key-${branch.name}`),
  })),
});

export const tunnels = vpn.branches;

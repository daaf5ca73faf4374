import * as pulumi from "@pulumi/pulumi";
import { type BranchProperties, SiteToSiteVpn } from "pulumi-qcloud-vpn";

const config = new pulumi.Config();

/** A branch of the stack's config. */
interface Branch extends Pick<BranchProperties, "name" | "ikeSet" | "ipsecSet"> {
  address: string;
  networks: string[];
}

// The list is plain config that can be reviewed; the keys stand beside it, encrypted, under the branches' names.
const branches = config.requireObject<Branch[]>("branches");

const vpn = new SiteToSiteVpn("vpn", {
  vpcId: config.require("vpcId"),
  vpnGwId: config.require("vpnGwId"),
  localNetworks: config.requireObject<string[]>("localNetworks"),
  branches: branches.map((branch) => ({ ...branch, preSharedKey: config.requireSecret(`key-${branch.name}`) })),
});

/** What the network team reads: for each branch its tunnel, the tunnel's status, and the addresses at both ends. */
export const tunnels = vpn.branches;

import * as pulumi from "@pulumi/pulumi";
import { getVpc, getVpnGateway, UserGateway } from "pulumi-qcloud-vpn";

const config = new pulumi.Config();

const vpc = await getVpc({ vpcName: config.require("vpcName") });
const gateway = await getVpnGateway({ vpcId: vpc.vpcId });

/** The devices of the branches, by name. */
const devices = config.requireObject<Record<string, { address: string; networks: string[] }>>("devices");

export const vpcId = vpc.vpcId;
export const vpcNetwork = vpc.cidrBlock;
export const vpnGwId = gateway.vpnGwId;
export const vpnGwAddress = gateway.vpnGwAddress;
export const branches = Object.entries(devices).map(([name, { address, networks }]) => ({
  name,
  networks,
  userGwId: new UserGateway(name, { userGwAddr: address }).userGwId,
}));

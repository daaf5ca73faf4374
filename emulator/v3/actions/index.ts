/** The actions of API 3.0, by the vendor's names. */

import type { Action3 } from "../protocol/call.ts";
import { createVpnConnection } from "./create-vpn-connection.ts";
import {
  createCustomerGateway,
  deleteCustomerGateway,
  describeCustomerGateways,
  describeCustomerGatewayVendors,
  modifyCustomerGatewayAttribute,
} from "./customer-gateways.ts";
import { describeVpcTaskResult3 } from "./describe-vpc-task-result.ts";
import { downloadCustomerGatewayConfiguration } from "./download-customer-gateway-configuration.ts";
import { getCallerIdentity } from "./get-caller-identity.ts";
import { modifyVpnConnectionAttribute } from "./modify-vpn-connection-attribute.ts";
import { describeVpcs, describeVpnGateways } from "./networks.ts";
import { describeResourceTags } from "./resource-tags.ts";
import { deleteVpnConnection, describeVpnConnections, resetVpnConnection } from "./vpn-connections.ts";

/** Every action; any other name is answered with `InvalidAction`. */
export const actions3: ReadonlyMap<string, Action3> = new Map([
  ["CreateVpnConnection", createVpnConnection],
  ["DescribeVpnConnections", describeVpnConnections],
  ["ModifyVpnConnectionAttribute", modifyVpnConnectionAttribute],
  ["DeleteVpnConnection", deleteVpnConnection],
  ["ResetVpnConnection", resetVpnConnection],
  ["DescribeVpcTaskResult", describeVpcTaskResult3],
  ["DownloadCustomerGatewayConfiguration", downloadCustomerGatewayConfiguration],
  ["DescribeVpnGateways", describeVpnGateways],
  ["DescribeVpcs", describeVpcs],
  ["CreateCustomerGateway", createCustomerGateway],
  ["DescribeCustomerGateways", describeCustomerGateways],
  ["ModifyCustomerGatewayAttribute", modifyCustomerGatewayAttribute],
  ["DeleteCustomerGateway", deleteCustomerGateway],
  ["DescribeCustomerGatewayVendors", describeCustomerGatewayVendors],
  ["GetCallerIdentity", getCallerIdentity],
  ["DescribeResourceTagsByResourceIds", describeResourceTags],
]);

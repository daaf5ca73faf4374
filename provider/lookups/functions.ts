/** The functions that look up existing resources in the process of the program. */
import type { Output } from "@pulumi/pulumi";
import { lifted, plain } from "./in-program.ts";
import type { LookupOptions, LookupOutputOptions } from "./options.ts";
import {
  type GetUserGatewaysArgs,
  type GetUserGatewaysOutputArgs,
  type GetUserGatewaysResult,
  USER_GATEWAYS,
} from "./user-gateways.ts";
import { type GetVpcArgs, type GetVpcOutputArgs, type GetVpcResult, VPC } from "./vpc.ts";
import {
  type GetVpnConnectionConfigArgs,
  type GetVpnConnectionConfigOutputArgs,
  type GetVpnConnectionConfigResult,
  VPN_CONNECTION_CONFIG,
} from "./vpn-connection-config.ts";
import {
  type GetVpnConnectionsArgs,
  type GetVpnConnectionsOutputArgs,
  type GetVpnConnectionsResult,
  VPN_CONNECTIONS,
} from "./vpn-connections.ts";
import {
  type GetVpnGatewayArgs,
  type GetVpnGatewayOutputArgs,
  type GetVpnGatewayResult,
  VPN_GATEWAY,
} from "./vpn-gateway.ts";

/** Lists peer gateways, in all pages. Runs at once, in previews too. That none fits is no error. */
export const getUserGateways = async (
  args: GetUserGatewaysArgs = {},
  options: LookupOptions = {},
): Promise<GetUserGatewaysResult> => plain(USER_GATEWAYS, args, options);

/** As {@link getUserGateways}, with arguments that may be outputs, and through a provider. */
export const getUserGatewaysOutput = (
  args: GetUserGatewaysOutputArgs = {},
  options: LookupOutputOptions = {},
): Output<GetUserGatewaysResult> => lifted(USER_GATEWAYS, args, options);

/**
 * Looks up one VPC. Runs at once, in previews too.
 * @throws LookupError when none or several fit: it names what was searched, in which region, at which endpoint, and with whose key pair.
 */
export const getVpc = async (args: GetVpcArgs = {}, options: LookupOptions = {}): Promise<GetVpcResult> =>
  plain(VPC, args, options);

/** As {@link getVpc}, with arguments that may be outputs, and through a provider. */
export const getVpcOutput = (args: GetVpcOutputArgs = {}, options: LookupOutputOptions = {}): Output<GetVpcResult> =>
  lifted(VPC, args, options);

/**
 * Asks for the configuration of the device at the other end of a tunnel. Runs at once, in previews too.
 * @throws LookupError when there is no such tunnel, or no configuration for such a device: it then names the ones that there are.
 */
export const getVpnConnectionConfig = async (
  args: GetVpnConnectionConfigArgs,
  options: LookupOptions = {},
): Promise<GetVpnConnectionConfigResult> => plain(VPN_CONNECTION_CONFIG, args, options);

/** As {@link getVpnConnectionConfig}, with arguments that may be outputs, and through a provider; the result is a secret. */
export const getVpnConnectionConfigOutput = (
  args: GetVpnConnectionConfigOutputArgs,
  options: LookupOutputOptions = {},
): Output<GetVpnConnectionConfigResult> => lifted(VPN_CONNECTION_CONFIG, args, options);

/**
 * Lists tunnels, in all pages. Runs at once, in previews too.
 * @throws LookupError when the VPC or the VPN gateway that it is to look in is not there. That no tunnel fits is no error.
 */
export const getVpnConnections = async (
  args: GetVpnConnectionsArgs = {},
  options: LookupOptions = {},
): Promise<GetVpnConnectionsResult> => plain(VPN_CONNECTIONS, args, options);

/** As {@link getVpnConnections}, with arguments that may be outputs, and through a provider; a secret where it holds keys. */
export const getVpnConnectionsOutput = (
  args: GetVpnConnectionsOutputArgs = {},
  options: LookupOutputOptions = {},
): Output<GetVpnConnectionsResult> => lifted(VPN_CONNECTIONS, args, options);

/**
 * Looks up one VPN gateway that runs, by its id, or by its name and VPC. Runs at once, in previews too.
 * @throws LookupError when none or several fit: it names what was searched, in which region, at which endpoint, and with whose key pair;
 * and those that fit but do not run.
 */
export const getVpnGateway = async (
  args: GetVpnGatewayArgs = {},
  options: LookupOptions = {},
): Promise<GetVpnGatewayResult> => plain(VPN_GATEWAY, args, options);

/** As {@link getVpnGateway}, with arguments that may be outputs, and through a provider. */
export const getVpnGatewayOutput = (
  args: GetVpnGatewayOutputArgs = {},
  options: LookupOutputOptions = {},
): Output<GetVpnGatewayResult> => lifted(VPN_GATEWAY, args, options);

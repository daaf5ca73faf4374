import type { Client, ClientScope } from "../http/client.ts";
import type { Call, VpcApi } from "../vpc-api.ts";
import { userGwExists, vpcExists, vpnGwExists } from "./parents.ts";
import { pollTask } from "./task.ts";
import { addUserGw, deleteUserGw, listUserGws, readUserGw, renameUserGw } from "./user-gw.ts";
import { listVpcs } from "./vpc.ts";
import { addVpnConn, deleteVpnConn, listVpnConns, modifyVpnConn, readVpnConn, renameVpnConn } from "./vpn-conn.ts";
import { listDevices, vpnConnConfig } from "./vpn-conn-config.ts";
import { listVpnGws } from "./vpn-gw.ts";

/** The VPC API 2.0. */
export function vpcApiV2(client: Client): VpcApi {
  const on =
    <A extends unknown[], R>(action: (scope: ClientScope, ...args: A) => R) =>
    (call: Call, ...args: A): R =>
      action({ ...call, client }, ...args);
  return {
    version: "2.0",
    showsFailures: true,
    canMoveTunnels: false,
    describeEndpoint: () => client.describeEndpoint(),
    describeCredentials: () => client.describeCredentials(),
    account: () => Promise.resolve(undefined),
    knownAccount: undefined,
    hide: (secret) => client.redactor.add(secret),
    get queueMs() {
      const { queued, rate } = client.limiterOf("DescribeVpnConn");
      return (1000 * (queued + 1)) / rate;
    },
    listVpnConns: on(listVpnConns),
    readVpnConn: on(readVpnConn),
    withGateways: (_call, conns) => Promise.resolve([...conns]),
    addVpnConn: on(addVpnConn),
    modifyVpnConn: on(modifyVpnConn),
    renameVpnConn: on(renameVpnConn),
    deleteVpnConn: on(deleteVpnConn),
    pollTask: on(pollTask),
    listUserGws: on(listUserGws),
    readUserGw: on(readUserGw),
    addUserGw: on(addUserGw),
    renameUserGw: on(renameUserGw),
    deleteUserGw: on(deleteUserGw),
    listVpcs: on(listVpcs),
    listVpnGws: on(listVpnGws),
    vpcExists: on(vpcExists),
    vpnGwExists: on(vpnGwExists),
    userGwExists: on(userGwExists),
    vpnConnConfig: on(vpnConnConfig),
    listDevices: on(listDevices),
  };
}

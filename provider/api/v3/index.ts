import { withTimeout } from "../../util/with-timeout.ts";
import { accountOf } from "../credentials/account.ts";
import type { Client, ClientScope } from "../http/client.ts";
import type { Call, VpcApi } from "../vpc-api.ts";
import { listVpcs, listVpnGws, vpcExists, vpnGwExists } from "./gateways.ts";
import { GatewaysOf } from "./gateways-of.ts";
import { pollTask } from "./task.ts";
import { addUserGw, deleteUserGw, listUserGws, readUserGw, renameUserGw, userGwExists } from "./user-gw.ts";
import { addVpnConn, deleteVpnConn, listVpnConns, modifyVpnConn, readVpnConn, renameVpnConn } from "./vpn-conn.ts";
import { listDevices, vpnConnConfig } from "./vpn-conn-config.ts";

/** The VPC API 3.0. */
export function vpcApiV3(client: Client): VpcApi {
  const on =
    <A extends unknown[], R>(action: (scope: ClientScope, ...args: A) => R) =>
    (call: Call, ...args: A): R =>
      action({ ...call, client }, ...args);
  const gateways = new GatewaysOf();
  let asked: Promise<string | undefined> | undefined;
  let account: string | undefined;
  const askAccount = async ({ deadline, signal }: Call): Promise<string | undefined> => {
    const { sts } = client.settings;
    const by = sts && (await client.credentials({ ms: deadline.remainingMs(), signal }));
    account = sts && by && (await accountOf(sts, by));
    return account;
  };
  return {
    version: "3.0",
    showsFailures: false,
    canMoveTunnels: true,
    describeEndpoint: () => client.describeEndpoint(),
    describeCredentials: () => client.describeCredentials(),
    account: async (call) => {
      asked ??= askAccount(call).catch(() => {
        // No operation fails for it, and the next one asks again.
        asked = undefined;
        return undefined;
      });
      const line = `asking ${hostOf(client)} for the account of the key pair`;
      const timer = setTimeout(() => call.status?.(line) === true || call.log?.(line), SLOW_MS);
      const ended = { signal: call.signal, ms: call.deadline.remainingMs(), onTimeout: () => undefined };
      try {
        return await withTimeout(asked, ended).catch(() => undefined);
      } finally {
        clearTimeout(timer);
      }
    },
    get knownAccount() {
      return account;
    },
    hide: (secret) => client.redactor.add(secret),
    get queueMs() {
      const { queued, rate } = client.limiterOf("DescribeVpnConnections");
      return (1000 * (queued + 1)) / rate;
    },
    listVpnConns: on(listVpnConns),
    readVpnConn: on(readVpnConn),
    withGateways: on((scope, conns) => gateways.withGateways(scope, conns)),
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

/** After so long without an answer, in milliseconds, a line says what is awaited. */
const SLOW_MS = 1000;

const hostOf = ({ settings: { sts } }: Client): string => (sts === undefined ? "sts" : new URL(sts.endpoint).host);

/** Documented rates, requests a second for each action (docs/api-3.md 2.5). Those of the other actions are 100 and more. */
export const RATES: Readonly<Record<string, number>> = {
  DescribeVpcTaskResult: 20,
  ModifyVpnConnectionAttribute: 20,
};

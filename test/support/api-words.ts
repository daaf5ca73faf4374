import type { ApiVersion, Emulator, Fault, RecordedCall } from "../../emulator/index.ts";

/**
 * Tests that run on both versions of the API are written in the words of API 2.0: actions, common error numbers and module codes. This is
 * what they mean in API 3.0 (docs/api-3.md 12).
 */

const ACTIONS: Readonly<Record<string, string>> = {
  AddVpnConnEx: "CreateVpnConnection",
  DescribeVpnConn: "DescribeVpnConnections",
  ModifyVpnConnEx: "ModifyVpnConnectionAttribute",
  DeleteVpnConn: "DeleteVpnConnection",
  AddUserGw: "CreateCustomerGateway",
  DescribeUserGw: "DescribeCustomerGateways",
  ModifyUserGw: "ModifyCustomerGatewayAttribute",
  DeleteUserGw: "DeleteCustomerGateway",
  DescribeVpnGw: "DescribeVpnGateways",
  DescribeVpcEx: "DescribeVpcs",
  GetVpnConnConfig: "DownloadCustomerGatewayConfiguration",
  DescribeUserGwVendor: "DescribeCustomerGatewayVendors",
};

const OLDER = new Map(Object.entries(ACTIONS).map(([older, newer]) => [newer, older]));

const CODES: Readonly<Record<string, string>> = {
  "InvalidVpnConn.NotFound": "ResourceNotFound",
  "InvalidVpnGw.NotFound": "ResourceNotFound",
  "InvalidUserGw.NotFound": "ResourceNotFound",
  InvalidVpnConnState: "UnsupportedOperation.DeleteVpnConnInvalidState",
  "InvalidUserGw.InUse": "ResourceInUse",
};

const NUMBERS: Readonly<Record<number, string>> = {
  4000: "InvalidParameter",
  4100: "AuthFailure.SignatureFailure",
  4101: "UnauthorizedOperation",
  4102: "UnauthorizedOperation",
  4103: "UnauthorizedOperation",
  4106: "AuthFailure.UnauthorizedOperation",
  4110: "AuthFailure.TokenFailure",
  4300: "IpNotInWhitelist",
  4400: "RequestLimitExceeded",
  4500: "AuthFailure.SignatureExpire",
  5000: "ResourceNotFound",
  5100: "FailedOperation",
  6000: "InternalError",
  6200: "ServiceUnavailable",
};

const PARAMETERS: Readonly<Record<string, string>> = {
  userGwId: "CustomerGatewayId",
  vpnGwId: "VpnGatewayId",
  vpnConnId: "VpnConnectionId",
  taskId: "TaskId",
};

/** Parameters of reads by id. */
const SELECTORS: Readonly<Record<string, string>> = {
  "DescribeVpnConn.vpnConnId": "VpnConnectionIds.0",
  "DescribeUserGw.userGwId": "CustomerGatewayIds.0",
};

const OLDER_PARAMETERS = new Map([
  ...Object.entries(PARAMETERS).map(([older, newer]) => [newer, older] as const),
  ...Object.entries(SELECTORS).map(([older, newer]) => [newer, older.slice(older.indexOf(".") + 1)] as const),
]);

/** A parameter of an action of API 2.0 by its name in a version. */
export const parameterIn = (api: ApiVersion, name: string, action = ""): string =>
  api === "2.0" ? name : (SELECTORS[`${action}.${name}`] ?? PARAMETERS[name] ?? name);

/** An action of API 2.0 by its name in a version. */
export const actionIn = (api: ApiVersion, action: string): string =>
  api === "2.0" ? action : (ACTIONS[action] ?? action);

/** The code of API 3.0 for a refusal of API 2.0; a code that API 2.0 does not have stays. */
export const codeIn3 = ({ code, codeDesc = "" }: { readonly code?: number; readonly codeDesc?: string }): string =>
  codeDesc === "" ? (NUMBERS[code ?? 6000] ?? "InternalError") : (CODES[codeDesc] ?? codeDesc);

/** Faults written for API 2.0, as they are planted in a version. */
export function faultsIn(api: ApiVersion, faults: readonly Fault[]): Fault[] {
  if (api === "2.0") {
    return [...faults];
  }
  return faults.map((fault) => {
    const parameters = Object.entries(fault.parameters ?? {}).map(([name, value]) => [
      parameterIn(api, name, fault.action),
      value,
    ]);
    const target = { ...fault, action: actionIn(api, fault.action), parameters: Object.fromEntries(parameters) };
    if (target.fault !== "code") {
      return target;
    }
    const { code, codeDesc, ...rest } = target;
    const given = { ...(code === undefined ? {} : { code }), ...(codeDesc === undefined ? {} : { codeDesc }) };
    return { ...rest, codeDesc: codeIn3(given) };
  });
}

/** The action of a call by its name in API 2.0. */
export const actionIn2 = (action: string): string => OLDER.get(action) ?? action;

/** What an action is answered with, in each version: the number of API 2.0, the code of API 3.0. */
export const ANSWERS = {
  "2.0": { accepted: 0, gone: 5000, state: 5100, internal: 6000, throttled: 4400 },
  "3.0": {
    accepted: 0,
    gone: "ResourceNotFound",
    state: "UnsupportedOperation.DeleteVpnConnInvalidState",
    internal: "InternalError",
    throttled: "RequestLimitExceeded",
  },
} as const satisfies Record<ApiVersion, Readonly<Record<string, number | string>>>;

/** A call in the words of API 2.0. */
export interface CallIn2 {
  readonly action: string;
  /** Ids by their names in API 2.0, everything else as it was sent. */
  readonly parameters: Readonly<Record<string, string>>;
  /** As in {@link ANSWERS}; null while it is in progress, and when it was not reached. */
  readonly answer: number | string | null;
  readonly fault: string | null;
}

export function callIn2({ api, action, parameters, code, codeDesc, fault }: RecordedCall): CallIn2 {
  const named = Object.entries(parameters).map(([name, value]) => [OLDER_PARAMETERS.get(name) ?? name, value]);
  const answer = api === "3.0" && code !== null && code !== 0 ? codeDesc : code;
  return { action: actionIn2(action), parameters: Object.fromEntries(named), answer, fault };
}

const FIELDS: Readonly<Record<string, string>> = {
  dhGroupName: "DhGroupName",
  pfsDhGroup: "PfsDhGroup",
  propoEncryAlgorithm: "PropoEncryAlgorithm",
  ikeSaLifetimeSeconds: "IKESaLifetimeSeconds",
  ipsecSaLifetimeSeconds: "IPSECSaLifetimeSeconds",
  ipsecSaLifetimeTraffic: "IPSECSaLifetimeTraffic",
  IKESet: "IKEOptionsSpecification",
  IPsecSet: "IPSECOptionsSpecification",
  vpnConnName: "VpnConnectionName",
  sourceCidr: "SecurityPolicyDatabaseSet",
  destinationCidr: "SecurityPolicyDatabaseSet",
  preSharedKey: "PreShareKey",
  userGwName: "CustomerGatewayName",
};

/** The emulator's switch `omit` for the answers of both versions. */
export const omitInBoth = (omit: string): string => {
  const names = omit.split(",").map((name) => name.trim());
  return [...names, ...names.flatMap((name) => FIELDS[name] ?? [])].join();
};

/** The URL of a version at an emulator. */
export const endpointOf = (api: ApiVersion, { url, api3Url }: Pick<Emulator, "url" | "api3Url">): string =>
  api === "3.0" ? api3Url : url;

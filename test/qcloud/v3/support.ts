import { vpcApiV3 } from "../../../provider/api/v3/index.ts";
import { type Arrived, type ScopeOptions, scopeFor, type TestScope } from "../support.ts";

/** A scope for API 3.0 at this endpoint. */
export function scopeFor3(endpoint: string, options: ScopeOptions = {}): TestScope {
  const scope = scopeFor(endpoint, { ...options, settings: { api: "3.0", ...options.settings } });
  return { ...scope, api: vpcApiV3(scope.client) };
}

/** An answer with these fields. */
export const answer = (fields: object): object => ({ Response: { ...fields, RequestId: "req-0001" } });

/** An error answer. */
export const refusal = (Code: string, Message = "no"): object => answer({ Error: { Code, Message } });

/** A page of tunnels. */
export const tunnels = (...entries: object[]): object =>
  answer({ TotalCount: entries.length, VpnConnectionSet: entries });

/** The JSON of a request. */
export const bodyOf = (request: Arrived | undefined): Record<string, unknown> => JSON.parse(request?.body ?? "{}");

/** An entry of DescribeVpnConnections in the manner of the vendor's examples (docs/api-3.md 3.2). */
export const entry = {
  VpnConnectionId: "vpnx-ol6bcqp0",
  VpnConnectionName: "office",
  VpcId: "vpc-03vihbk9",
  VpnGatewayId: "vpngw-dystbrkv",
  CustomerGatewayId: "cgw-e098slul",
  PreShareKey: " test-only-key ",
  State: "AVAILABLE",
  NetStatus: "AVAILABLE",
  CreatedTime: "2020-09-29 10:00:00",
  RouteType: "STATIC",
  SecurityPolicyDatabaseSet: [{ LocalCidrBlock: "10.0.0.0/24", RemoteCidrBlock: ["172.16.10.0/24"] }],
  IKEOptionsSpecification: {
    IKEVersion: "IKEV1",
    PropoEncryAlgorithm: "AES-CBC-256",
    PropoAuthenAlgorithm: "SHA1",
    LocalIdentity: "ADDRESS",
    LocalAddress: "203.0.113.1",
    LocalFqdnName: "unused.example",
    RemoteIdentity: "FQDN",
    RemoteAddress: "198.51.100.1",
    RemoteFqdnName: "peer.example",
    IKESaLifetimeSeconds: 86400,
  },
  IPSECOptionsSpecification: {
    EncryptAlgorithm: "NULL",
    IntegrityAlgorith: "SHA1",
    IntegrityAlgorithm: null,
    PfsDhGroup: "DH-GROUP14",
    IPSECSaLifetimeSeconds: 3600,
  },
  DpdEnable: 1,
  DpdTimeout: "30",
  DpdAction: "restart",
  HealthCheckConfig: null,
  BgpConfig: null,
} as const;

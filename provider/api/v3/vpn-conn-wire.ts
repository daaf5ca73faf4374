import { defined } from "../../util/defined.ts";
import { isRecord } from "../../util/is-record.ts";
import type { Bgp, Dpd, HealthCheck, IkeSet, IpsecSet, TunnelOptions, VpnConn, VpnConnStatus } from "../types.ts";
import type { Envelope } from "../wire/answer.ts";
import { countOf, groupOf, textOf, textsOf } from "../wire/values.ts";
import { idOf } from "./list.ts";
import type { Params } from "./request.ts";

/** The entry of a tunnel (docs/api-3.md 3). Requests have words in upper case, the provider has them in lower case. */

const STATUSES: Readonly<Record<string, VpnConnStatus>> = {
  PENDING: "creating",
  AVAILABLE: "running",
  DELETING: "deleting",
};

function statusOf(entry: Envelope): VpnConnStatus {
  const text = textOf(entry["State"]);
  return STATUSES[text] ?? `unknown-${text === "" ? "missing" : text}`;
}

/** Text; undefined if the answer has none. */
const optional = (value: unknown): string | undefined => textOf(value) || undefined;

const word = (value: unknown): string | undefined => optional(value)?.toLowerCase();

/** IKE has `SHA`, IPsec and older pages have `SHA1`. */
const hash = (value: unknown): string | undefined => (word(value) === "sha1" ? "sha" : word(value));

const flag = (value: unknown): boolean | undefined => (typeof value === "boolean" ? value : undefined);

/** Examples show names beside identities that are addresses: only what belongs to the identity is a setting. */
function identity(group: Envelope, side: "Local" | "Remote"): Partial<Record<"type" | "address" | "name", string>> {
  const type = word(group[`${side}Identity`]);
  return defined({
    type,
    address: type === "fqdn" ? undefined : optional(group[`${side}Address`]),
    name: type === "address" ? undefined : optional(group[`${side}FqdnName`]),
  });
}

function ikeSetOf(group: Envelope): IkeSet {
  const local = identity(group, "Local");
  const remote = identity(group, "Remote");
  return defined({
    ikeVersion: word(group["IKEVersion"]),
    propoEncryAlgorithm: word(group["PropoEncryAlgorithm"]),
    propoAuthenAlgorithm: hash(group["PropoAuthenAlgorithm"]),
    exchangeMode: word(group["ExchangeMode"]),
    localIdentity: local.type,
    remoteIdentity: remote.type,
    localAddress: local.address,
    remoteAddress: remote.address,
    localFqdnName: local.name,
    remoteFqdnName: remote.name,
    dhGroupName: word(group["DhGroupName"]),
    ikeSaLifetimeSeconds: countOf(group["IKESaLifetimeSeconds"]),
  });
}

const ipsecSetOf = (group: Envelope): IpsecSet =>
  defined({
    encryptAlgorithm: word(group["EncryptAlgorithm"]),
    // Two spellings, either of which may be null or missing.
    integrityAlgorithm: hash(optional(group["IntegrityAlgorith"]) ?? group["IntegrityAlgorithm"]),
    ipsecSaLifetimeSeconds: countOf(group["IPSECSaLifetimeSeconds"]),
    ipsecSaLifetimeTraffic: countOf(group["IPSECSaLifetimeTraffic"]),
    pfsDhGroup: word(group["PfsDhGroup"]),
  });

/** An object of settings; undefined if the answer has none of them. */
const someOf = <T extends object>(settings: T): T | undefined =>
  Object.keys(settings).length === 0 ? undefined : settings;

function optionsOf(entry: Envelope): TunnelOptions {
  const dpdEnable = countOf(entry["DpdEnable"]);
  const probe = groupOf(entry["HealthCheckConfig"]);
  const bgp = groupOf(entry["BgpConfig"]);
  const tags = Array.isArray(entry["TagSet"]) ? entry["TagSet"].filter(isRecord) : undefined;
  return defined({
    dpd: someOf<Dpd>(
      defined({
        // -1 in the answer to a creation: not known yet.
        enable: dpdEnable === undefined ? undefined : dpdEnable === 1,
        timeout: countOf(entry["DpdTimeout"]),
        action: word(entry["DpdAction"]),
      }),
    ),
    healthCheck: someOf<HealthCheck>(
      defined({
        enable: flag(entry["EnableHealthCheck"]),
        localIp: optional(entry["HealthCheckLocalIp"]),
        remoteIp: optional(entry["HealthCheckRemoteIp"]),
        probeInterval: countOf(probe["ProbeInterval"]),
        probeThreshold: countOf(probe["ProbeThreshold"]),
        probeTimeout: countOf(probe["ProbeTimeout"]),
      }),
    ),
    negotiationType: optional(entry["NegotiationType"]),
    routeType: optional(entry["RouteType"]),
    bgp: someOf<Bgp>(
      defined({
        tunnelCidr: optional(bgp["TunnelCidr"]),
        localBgpIp: optional(bgp["LocalBgpIp"]),
        remoteBgpIp: optional(bgp["RemoteBgpIp"]),
      }),
    ),
    tags: tags && Object.fromEntries(tags.map((tag) => [textOf(tag["Key"]), textOf(tag["Value"])])),
  });
}

/** Tunnels that carry routes show a rule that nobody wrote (docs/api-3.md 3.2). */
const hasRules = (entry: Envelope): boolean => !["StaticRoute", "Bgp"].includes(textOf(entry["RouteType"]));

function rulesOf(entry: Envelope): Record<string, string[]> {
  const set = hasRules(entry) ? entry["SecurityPolicyDatabaseSet"] : [];
  const rules: Record<string, string[]> = {};
  for (const rule of Array.isArray(set) ? set.filter(isRecord) : []) {
    const local = textOf(rule["LocalCidrBlock"]);
    rules[local] = [...new Set([...(rules[local] ?? []), ...textsOf(rule["RemoteCidrBlock"])])];
  }
  return rules;
}

/** Decodes an entry of DescribeVpnConnections. */
export function vpnConnOf(entry: Envelope): VpnConn {
  const key = entry["PreShareKey"];
  const createTime = optional(entry["CreatedTime"]);
  const rules = rulesOf(entry);
  return {
    id: idOf(entry, "VpnConnectionId"),
    vpc: idOf(entry, "VpcId"),
    vpnGw: idOf(entry, "VpnGatewayId"),
    userGw: idOf(entry, "CustomerGatewayId"),
    name: textOf(entry["VpnConnectionName"]),
    status: statusOf(entry),
    sourceCidr: Object.keys(rules),
    destinationCidr: [...new Set(Object.values(rules).flat())],
    ikeSet: ikeSetOf(groupOf(entry["IKEOptionsSpecification"])),
    ipsecSet: ipsecSetOf(groupOf(entry["IPSECOptionsSpecification"])),
    ...optionsOf(entry),
    ...defined({
      spdAcl: someOf(rules),
      netStatus: word(entry["NetStatus"]),
      // Not trimmed: a key is compared byte by byte.
      preSharedKey: typeof key === "string" && key !== "" ? key : undefined,
      // The answer to a creation has 0000-00-00 00:00:00.
      createTime: createTime?.startsWith("0000") === true ? undefined : createTime,
    }),
  };
}

const upper = (value: string | undefined): string | undefined => value?.toUpperCase();

/** An object of a request; undefined if it has no value. */
const group = (params: Params): Params | undefined =>
  Object.values(params).some((value) => value !== undefined) ? params : undefined;

const ikeParams = (ike: IkeSet): Params | undefined =>
  group({
    IKEVersion: upper(ike.ikeVersion),
    PropoEncryAlgorithm: upper(ike.propoEncryAlgorithm),
    PropoAuthenAlgorithm: upper(ike.propoAuthenAlgorithm),
    ExchangeMode: upper(ike.exchangeMode),
    LocalIdentity: upper(ike.localIdentity),
    RemoteIdentity: upper(ike.remoteIdentity),
    LocalAddress: ike.localAddress,
    RemoteAddress: ike.remoteAddress,
    LocalFqdnName: ike.localFqdnName,
    RemoteFqdnName: ike.remoteFqdnName,
    DhGroupName: upper(ike.dhGroupName),
    IKESaLifetimeSeconds: ike.ikeSaLifetimeSeconds,
  });

/** `IntegrityAlgorith` is deprecated and the only spelling that older clouds know (docs/api-3.md 3.5). */
const ipsecParams = ({ integrityAlgorithm, ...ipsec }: IpsecSet): Params | undefined =>
  group({
    EncryptAlgorithm: upper(ipsec.encryptAlgorithm),
    IntegrityAlgorith: integrityAlgorithm === "sha" ? "SHA1" : upper(integrityAlgorithm),
    IPSECSaLifetimeSeconds: ipsec.ipsecSaLifetimeSeconds,
    IPSECSaLifetimeTraffic: ipsec.ipsecSaLifetimeTraffic,
    PfsDhGroup: upper(ipsec.pfsDhGroup),
  });

/** The settings of create and modify. Only those that are given, so that older clouds accept the request. */
export function settingParams(
  what: TunnelOptions & {
    readonly vpnConnName?: string;
    readonly preSharedKey?: string;
    readonly ikeSet?: IkeSet;
    readonly ipsecSet?: IpsecSet;
  },
): Params {
  const { dpd, healthCheck: check, bgp } = what;
  return {
    VpnConnectionName: what.vpnConnName,
    PreShareKey: what.preSharedKey,
    IKEOptionsSpecification: what.ikeSet && ikeParams(what.ikeSet),
    IPSECOptionsSpecification: what.ipsecSet && ipsecParams(what.ipsecSet),
    DpdEnable: dpd?.enable === undefined ? undefined : Number(dpd.enable),
    DpdTimeout: dpd?.timeout === undefined ? undefined : String(dpd.timeout),
    DpdAction: dpd?.action,
    EnableHealthCheck: check?.enable,
    HealthCheckLocalIp: check?.localIp,
    HealthCheckRemoteIp: check?.remoteIp,
    HealthCheckConfig:
      check &&
      group({
        ProbeInterval: check.probeInterval,
        ProbeThreshold: check.probeThreshold,
        ProbeTimeout: check.probeTimeout,
      }),
    NegotiationType: what.negotiationType,
    BgpConfig: bgp && group({ TunnelCidr: bgp.tunnelCidr, LocalBgpIp: bgp.localBgpIp, RemoteBgpIp: bgp.remoteBgpIp }),
  };
}

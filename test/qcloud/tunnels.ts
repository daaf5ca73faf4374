import type { VpnConn } from "../../provider/api/types.ts";
import type { Arrived, Step } from "./support.ts";

/** The second entry of the vendor's example of DescribeVpnConn, with its odd spellings (docs/api.md 2.5). */
export const documented = {
  vpcId: "gz_vpc_76",
  unVpcId: "vpc-03vihbk9",
  vpcName: "vpc",
  vpnGwId: 547,
  unVpnGwId: "vpngw-kfldykuz",
  vpnGwAddress: "203.195.0.1",
  vpnConnId: 399,
  unVpnConnId: "vpnx-ol6bcqp0",
  vpnConnName: "399_vpnconn",
  userGwId: 315,
  unUserGwId: "cgw-e098slul",
  userGwAddress: "119.29.0.1",
  vpcConnStatus: 6,
  preSharedKey: " key with spaces ",
  sourceCidr: ["10.0.0.0/16"],
  destinationCidr: ["172.16.10.0/24", "172.16.11.0/24"],
  vpnProto: "ip-sec",
  createTime: "2015-11-06 11:20:39",
  IKEArr: {
    propoEncryAlgorithm: "3des-cbc",
    propoAuthenAlgorithm: "md5",
    exchangeMode: "main",
    localIdentity: "address",
    remoteIdentity: "address",
    localAddress: "203.195.0.1",
    remoteAddress: "119.29.0.1",
    localFqdnName: null,
    remoteFqdnName: "null",
    dhGroupName: "group1",
    ikeSaLifetimeSeconds: "86400",
  },
  IPSECArr: {
    encryptAlgorithm: "3des-cbc",
    integrityAlgorith: "sha1",
    encapMode: "tunnel",
    securityProto: "ESP",
    pfsDhGroup: "null",
    ipsecSaLifetimeSeconds: "3600",
    ipsecSaLifetimeTraffic: 1843200,
  },
};

export const understood: VpnConn = {
  id: { unified: "vpnx-ol6bcqp0", legacy: "399" },
  vpc: { unified: "vpc-03vihbk9", legacy: "gz_vpc_76" },
  vpnGw: { unified: "vpngw-kfldykuz", legacy: "547" },
  userGw: { unified: "cgw-e098slul", legacy: "315" },
  name: "399_vpnconn",
  status: "running",
  vpnGwAddress: "203.195.0.1",
  userGwAddress: "119.29.0.1",
  preSharedKey: " key with spaces ",
  sourceCidr: ["10.0.0.0/16"],
  destinationCidr: ["172.16.10.0/24", "172.16.11.0/24"],
  ikeSet: {
    propoEncryAlgorithm: "3des-cbc",
    propoAuthenAlgorithm: "md5",
    exchangeMode: "main",
    localIdentity: "address",
    remoteIdentity: "address",
    localAddress: "203.195.0.1",
    remoteAddress: "119.29.0.1",
    dhGroupName: "group1",
    ikeSaLifetimeSeconds: 86400,
  },
  ipsecSet: {
    encryptAlgorithm: "3des-cbc",
    integrityAlgorithm: "sha",
    ipsecSaLifetimeSeconds: 3600,
    ipsecSaLifetimeTraffic: 1843200,
    pfsDhGroup: "null",
  },
  createTime: "2015-11-06 11:20:39",
};

export const page = (...data: object[]): { code: number; message: string; totalCount: number; data: object[] } => ({
  code: 0,
  message: "",
  totalCount: data.length,
  data,
});

/** Entries with ids from `from` on. */
export const numbered = (count: number, from = 1): { vpnConnId: number; unVpnConnId: string }[] =>
  Array.from({ length: count }, (_, index) => ({
    vpnConnId: from + index,
    unVpnConnId: `vpnx-${String(from + index).padStart(8, "0")}`,
  }));

/** A step that answers offset and limit as the service does, of all these entries. */
export const paged =
  (all: readonly object[], totalCount: unknown = all.length) =>
  (request: Arrived): Step => {
    const offset = Number(request.params["offset"]);
    return { code: 0, totalCount, data: all.slice(offset, offset + Number(request.params["limit"])) };
  };

export const ids = { vpcId: "vpc-03vihbk9", vpnGwId: "vpngw-kfldykuz" };

/** The parameters of the first request without the common ones. */
export const sent = (request: Arrived | undefined): Record<string, string> => {
  const common = ["Region", "Timestamp", "Nonce", "SecretId", "SignatureMethod", "Signature"];
  return Object.fromEntries(Object.entries(request?.params ?? {}).filter(([name]) => !common.includes(name)));
};

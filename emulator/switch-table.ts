/**
 * Switches for the points on which the sources are silent or disagree (docs/api.md 8), so that a client can be tested
 * against every behaviour that a service may have. The command line sets them with `--set NAME=VALUE`.
 */

/** One of some texts. */
export interface Choice<T extends string> {
  readonly kind: "choice";
  readonly values: readonly T[];
  readonly default: T;
  readonly about: string;
}

/** A whole number within bounds. */
export interface Whole {
  readonly kind: "number";
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly about: string;
}

interface Text {
  readonly kind: "text";
  readonly default: string;
  readonly about: string;
}

/** A switch. */
export type Switch = Choice<string> | Whole | Text;

/** The first value is the default. */
export function choice<const T extends string>(values: readonly [T, ...T[]], about: string): Choice<T> {
  return { kind: "choice", values, default: values[0], about };
}

function whole(preset: number, min: number, max: number, about: string): Whole {
  return { kind: "number", min, max, default: preset, about };
}

const msMax = 86_400_000;

/**
 * The switches of API 2.0, many of which hold for both APIs: their values, their defaults (the first value) and their
 * meanings, with the section of docs/api.md.
 */
export const switchTable2 = {
  // The form of requests.
  requireHttps: choice(["off", "on"], "refuse plain HTTP with 4600 (1.1)"),
  signHost: { kind: "text", default: "", about: "host that signatures are made for; empty: the Host header (4.2)" },
  lateTimestampCode: choice(["4500", "4200"], "code for a Timestamp that is too old (1.5)"),
  regions: choice(["known", "any"], "accept only the regions of 4.1, or any text"),
  spdAclForm: choice(["any", "string", "array"], "forms of spdAcl that a modify may carry (2.4)"),
  modifyNetworks: choice(["optional", "required"], "whether every ModifyVpnConnEx must carry networks (2.6)"),
  interfaceName: choice(["required", "optional"], "interfaceName in GetVpnConnConfig (2.11)"),
  vpnConnIdFilter: choice(["honoured", "ignored"], "the vpnConnId filter of DescribeVpnConn (2.5)"),

  // Limits.
  onePerPair: choice(["refuse", "allow"], "a second tunnel between the same two gateways (2.13; the code is invented)"),
  uniqueUserGwAddr: choice(["on", "off"], "addresses of peer gateways unique in an account (2.10)"),
  userGwInUse: choice(
    ["ResourceInUse", "InvalidUserGw.InUse", "allow"],
    "DeleteUserGw while tunnels use it: refused with this code, or allowed (2.10; undocumented)",
  ),

  // Missing resources.
  describeMissing: choice(
    ["empty", "InvalidVpnConn.NotFound", "InvalidVpnGw.NotFound", "5000"],
    "DescribeVpnConn of a tunnel that is not there (2.5)",
  ),
  missingTunnel: choice(
    ["InvalidVpnConn.NotFound", "InvalidVpnGw.NotFound"],
    "ModifyVpnConnEx and ResetVpnConnSA of a tunnel that is not there; the second is the pages' misprint (2.6)",
  ),
  listMissing: choice(["error", "empty"], "Describe of a VPC, gateway or peer gateway that is not there (2.9, 2.12)"),

  // Time.
  describeLagMs: whole(0, 0, msMax, "ms after a create until lists show the tunnel"),
  deletedVisibleMs: whole(0, 0, msMax, "ms that a deleted tunnel stays listed in state 4 after its task is done"),
  taskKeepMs: whole(3_600_000, 0, 30 * msMax, "ms that the result of a finished task is kept; 0: for ever (2.8)"),
  timeZone: whole(8, -12, 14, "hours from UTC of the times in answers (2.5)"),

  // The form of answers.
  namePrefix: choice(["none", "id"], "tunnel names stored as sent, or as <legacy id>_<name> (2.5)"),
  longNames: choice(["whole", "cut"], "tunnel names kept whole, or cut after 60 UTF-16 units, mid-character too (2.4)"),
  hostBits: choice(["echo", "mask"], "networks with host bits set: kept as sent, or masked (2.4)"),
  ikeNames: choice(["IKESet", "IKEArr", "mixed"], "names of the nested objects of DescribeVpnConn (2.5)"),
  ikeShape: choice(["object", "array"], "shape of those objects: as in the example, or as in the table (2.5)"),
  lifetimes: choice(["text", "number"], "lifetimes in DescribeVpnConn (2.5)"),
  integrity: choice(["as-sent", "sha1"], "how answers spell the IPsec integrity algorithm sha (2.4)"),
  netStatus: choice(
    ["present", "absent", "on-request"],
    "netStatus in DescribeVpnConn; on request: isNeedConnNet=1 (2.5)",
  ),
  preSharedKey: choice(["shown", "hidden"], "the pre-shared key in answers (2.4, 2.5)"),
  omit: {
    kind: "text",
    default: "",
    about: "fields that lists of tunnels and peer gateways leave out, such as dhGroupName,IKESet,vpnConnName (2.5)",
  },
  answerEcho: choice(["full", "taskId"], "create, modify and delete answer as in the examples, or data.taskId alone"),
  createVpnConnId: choice(["zero", "id", "absent"], "data.vpnConnId of AddVpnConnEx (2.4)"),
  userGwNumbers: choice(["text", "number"], "numbers in DescribeUserGw (2.10)"),
  configShape: choice(["array", "object"], "data of GetVpnConnConfig (2.11)"),
  codeType: choice(["number", "text"], "type of code (1.6)"),
  successCodeDesc: choice(["present", "absent"], "codeDesc Success in accepted answers (1.6)"),
  errorCodeDesc: choice(["present", "absent"], "codeDesc in refusals (1.6)"),
  commonCodeDesc: choice(["absent", "borrowed"], "codeDesc of numbers that have none; borrowed from API 3.0 (1.7)"),
  contentType: choice(["json", "html"], "Content-Type of answers: application/json or text/html (1.1)"),
  escapedSlashes: choice(["on", "off"], "slashes in answers written as \\/ (1.1)"),
  extraFields: choice(["off", "on"], "unknown extra fields in every answer (6)"),
} as const satisfies Record<string, Switch>;

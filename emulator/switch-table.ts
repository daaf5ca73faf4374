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
function choice<const T extends string>(values: readonly [T, ...T[]], about: string): Choice<T> {
  return { kind: "choice", values, default: values[0], about };
}

function whole(preset: number, min: number, max: number, about: string): Whole {
  return { kind: "number", min, max, default: preset, about };
}

const msMax = 86_400_000;

/** Every switch: its values, its default (the first value) and its meaning, with the section of docs/api.md. */
export const switchTable = {
  // The form of requests.
  requireHttps: choice(["off", "on"], "refuse plain HTTP with 4600 (1.1)"),
  signHost: { kind: "text", default: "", about: "host that signatures are made for; empty: the Host header (4.2)" },
  lateTimestampCode: choice(["4500", "4200"], "code for a Timestamp that is too old (1.5)"),
  regions: choice(["known", "any"], "accept only the regions of 4.1, or any text"),
  spdAclForm: choice(["any", "string", "array"], "forms of spdAcl that a modify may carry (2.4)"),
  modifyNetworks: choice(["optional", "required"], "whether every ModifyVpnConnEx must carry networks (2.6)"),
  interfaceName: choice(["required", "optional"], "interfaceName in GetVpnConnConfig (2.11)"),
  vpnConnIdFilter: choice(["honoured", "ignored"], "the vpnConnId filter of DescribeVpnConn (2.5)"),

  // Which API.
  fields: choice(
    ["public", "private"],
    "API 3.0: every field, or only those that the SDK for private clouds knows; others are refused (3: 9.2, 11)",
  ),
  closed2: choice(
    ["off", "4104", "4300", "6100"],
    "refuse every call of API 2.0 with this number, as a service that has closed it may do (assumed; 3: 1)",
  ),

  // Limits.
  onePerPair: choice(["refuse", "allow"], "a second tunnel between the same two gateways (2.13; the code is invented)"),
  pairCode: choice(
    ["ResourceInUse", "InvalidParameterValue.Duplicate"],
    "API 3.0: code of a second tunnel between the same two gateways, where onePerPair refuses it (3: 13.8)",
  ),
  documentedRates: choice(
    ["off", "on"],
    "API 3.0: limit each action to the calls per second that the vendor documents (3: 2.5)",
  ),
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

  missingIds: choice(
    ["ResourceNotFound", "empty"],
    "API 3.0: a list by ids that are not there; DescribeVpnGateways refuses with its own code (3: 13.6)",
  ),
  missingAmongIds: choice(
    ["error", "others"],
    "API 3.0: a list by ids some of which are not there: as if none was there, or the others (3: 13.6)",
  ),
  deleteMissing: choice(
    ["ResourceNotFound", "UnsupportedOperation.RecordNotExists"],
    "API 3.0: deletion of a tunnel or peer gateway that is not there (3: 13.10)",
  ),
  unknownTask: choice(
    ["ResourceNotFound", "InvalidParameterValue", "UnsupportedOperation", "InternalError.ModuleError"],
    "API 3.0: DescribeVpcTaskResult of a RequestId that is not known (3: 13.4)",
  ),

  // Tasks and states of API 3.0.
  deleteTask: choice(["known", "unknown"], "API 3.0: whether the RequestId of a deletion is a task (3: 13.3)"),
  modifyTask: choice(["unknown", "known"], "API 3.0: whether the RequestId of a modification is a task (3: 13.3)"),
  modifyingState: choice(["AVAILABLE", "PENDING"], "API 3.0: State while a tunnel is modified (3: 13.5)"),
  failedCreate: choice(["PENDING", "absent"], "API 3.0: a tunnel whose creation failed (3: 13.5)"),
  failedDelete: choice(["AVAILABLE", "DELETING"], "API 3.0: State after a deletion failed (3: 13.5)"),

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
  createdId: choice(["given", "empty"], "API 3.0: VpnConnectionId in the answer of CreateVpnConnection (3: 13.2)"),
  listOrder: choice(["newest", "oldest", "shuffled"], "API 3.0: order of lists; shuffled: anew at each call (3: 13.7)"),
  nameFilter: choice(["part", "whole"], "API 3.0: whether name filters take a part of a name (3: 3.2)"),
  routeType: choice(
    ["STATIC", "Policy", "StaticRoute", "absent"],
    "API 3.0: RouteType of a tunnel that was made without one, as through API 2.0 (3: 13.11)",
  ),
  integrityField: choice(
    ["both", "IntegrityAlgorith", "IntegrityAlgorithm"],
    "API 3.0: which spellings hold the IPsec hash in answers; the other is null (3: 3.5)",
  ),
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

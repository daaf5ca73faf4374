/**
 * Switches for the points that the sources leave open for API 3.0 (docs/api-3.md 13). Those of API 2.0 hold for API 3.0
 * too where they mean the same.
 */

import { choice, type Switch } from "./switch-table.ts";

/** Their values, their defaults (the first value) and their meanings, with the section of docs/api-3.md. */
export const switchTable3 = {
  // Limits, and which API.
  closed2: choice(
    ["off", "4104", "4300", "6100"],
    "refuse every call of API 2.0 with this number, as a service that has closed it may do (assumed; 3: 1)",
  ),
  fields: choice(
    ["public", "private"],
    "API 3.0: every field, or only those that the SDK for private clouds knows; others are refused (3: 9.2, 11)",
  ),
  documentedRates: choice(
    ["off", "on"],
    "API 3.0: limit each action to the calls per second that the vendor documents (3: 2.5)",
  ),
  pairCode: choice(
    ["ResourceInUse", "InvalidParameterValue.Duplicate"],
    "API 3.0: code of a second tunnel between the same two gateways, where onePerPair refuses it (3: 13.8)",
  ),

  // Missing resources.
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

  // Tasks and states.
  deleteTask: choice(["known", "unknown"], "API 3.0: whether the RequestId of a deletion is a task (3: 13.3)"),
  modifyTask: choice(["unknown", "known"], "API 3.0: whether the RequestId of a modification is a task (3: 13.3)"),
  modifyingState: choice(["AVAILABLE", "PENDING"], "API 3.0: State while a tunnel is modified (3: 13.5)"),
  failedCreate: choice(["PENDING", "absent"], "API 3.0: a tunnel whose creation failed (3: 13.5)"),
  failedDelete: choice(["AVAILABLE", "DELETING"], "API 3.0: State after a deletion failed (3: 13.5)"),

  // The form of answers.
  createdId: choice(["given", "empty"], "API 3.0: VpnConnectionId in the answer of CreateVpnConnection (3: 13.2)"),
  listOrder: choice(["newest", "oldest", "shuffled"], "API 3.0: order of lists; shuffled: anew at each call (3: 13.7)"),
  nameFilter: choice(["part", "whole"], "API 3.0: whether name filters take a part of a name (3: 3.2)"),
  routeType: choice(
    ["STATIC", "Policy", "StaticRoute", "absent"],
    "API 3.0: RouteType of a tunnel that was made without one, as through API 2.0 (3: 13.11)",
  ),
  noHealthCheck: choice(
    ["empty", "absent"],
    "API 3.0: addresses of the health check of a tunnel that has none (3: 13.14)",
  ),
  integrityField: choice(
    ["both", "IntegrityAlgorith", "IntegrityAlgorithm"],
    "API 3.0: which spellings hold the IPsec hash in answers; the other is null (3: 3.5)",
  ),
} as const satisfies Record<string, Switch>;

/** Refusals of the API: the common error numbers (docs/api.md 1.7) and the VPC module's codes (docs/api.md 3). */

/** Thrown by a rule or an action; the dispatcher turns it into an answer. */
export class ApiError extends Error {
  /** The common error number, without the overrides of `--set code.NAME=NUMBER`. */
  readonly code: number;
  /** The module code; empty if no source gives one. */
  readonly codeDesc: string;

  /** `message` is sent to the client: it must not contain a secret. */
  constructor(code: number, codeDesc: string, message: string) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.codeDesc = codeDesc;
  }
}

/**
 * The number of each module code. No document connects the two (docs/api.md 3): all are assumed except those of
 * InvalidParameter and AuthFailure. `--set code.NAME=NUMBER` overrides them.
 */
const numbers: Readonly<Record<string, number>> = {
  "InvalidVpc.NotFound": 5000,
  "InvalidVpnGw.NotFound": 5000,
  "InvalidVpnConn.NotFound": 5000,
  "InvalidUserGw.NotFound": 5000,
  InvalidVpnConnState: 5100,
  InvalidVpnConnName: 4000,
  // Invented: a second tunnel between the same two gateways. No source has a code for it.
  "InvalidVpnConn.InUse": 4000,
  VpnConnLimitExceeded: 5100,
  InvalidVpnGwName: 4000,
  // Invented: no source has a code for too many gateways in a VPC.
  VpnGwLimitExceeded: 5100,
  InvalidUserGwName: 4000,
  "InvalidUserGw.InUse": 4000,
  UserGwLimitExceeded: 5100,
  // Taken from API 3.0: a peer gateway that a tunnel still uses.
  ResourceInUse: 5100,
  InvalidVpcName: 4000,
  InvalidVpcCidr: 4000,
  VpcLimitExceeded: 5100,
  "InvalidVpc.CannotDelete": 5100,
  InvalidParameter: 4000,
  AuthFailure: 4100,
  InternalError: 6000,
};

/** The module codes of the emulator; `--set code.NAME=NUMBER` takes these names. */
export const codeDescs: readonly string[] = Object.keys(numbers);

/** A refusal with a module code and its number. */
export function refuse(codeDesc: string, message: string): ApiError {
  return new ApiError(numbers[codeDesc] ?? 4000, codeDesc, message);
}

/** The number of a planted code that names none: the one that goes with it; 5100, the service failed, for any other. */
export function plantedCode(codeDesc: string): number {
  return numbers[codeDesc] ?? 5100;
}

/** 4000 with `InvalidParameter`. The message names the parameter, but not its value, which may be a secret. */
export function badParameter(name: string, problem: string): ApiError {
  return refuse("InvalidParameter", `${name} ${problem}`);
}

/** A refusal that a test planted, whose number is not overridden. */
export class PlantedError extends ApiError {}

/**
 * A refusal before an action runs. The sources give no codeDesc for these numbers (docs/api.md 1.7); `borrowed` is the
 * name of API 3.0, which is sent only with `--set commonCodeDesc=borrowed`.
 */
export class CommonError extends ApiError {
  /** `borrowed` may be empty. */
  constructor(code: number, borrowed: string, message: string) {
    super(code, borrowed, message);
    this.name = "CommonError";
  }
}

/** What of `pulumi preview --json` the tests look at. */
export interface Preview {
  /** The planned steps, unchanged resources among them. */
  steps: { op: string; urn: string; replaceReasons?: string[]; diffReasons?: string[] }[];
  /** How many resources per operation, such as `{ same: 2 }`. */
  changeSummary: Record<string, number>;
  diagnostics: { severity: string; message: string; urn?: string }[];
}

/** A resource in a stack's state. */
export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  initErrors?: string[];
  /** Whether it is replaced already and only waits to be deleted. */
  delete?: boolean;
  taint?: boolean;
  [field: string]: unknown;
}

/** A stack's state. */
export interface Deployment {
  resources: StateResource[];
  /** Operations that were begun and never ended. */
  pending_operations: { type: string; resource: StateResource }[];
  [field: string]: unknown;
}

/**
 * The dynamic resources in a state, without the stack and the providers.
 *
 * @param deployment The state.
 */
export function dynamicResources(deployment: Deployment): StateResource[] {
  return deployment.resources.filter(({ type }) => type.startsWith("pulumi-nodejs:"));
}

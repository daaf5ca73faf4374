import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { repository } from "../../../tools/toolchain/paths.ts";
import { projectName } from "./project.ts";
import type { EngineStack } from "./stack.ts";

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

/**
 * The tunnels and peer gateways in a state, through either host.
 *
 * @param deployment The state.
 */
export function ownResources(deployment: Deployment): StateResource[] {
  return deployment.resources.filter(({ type }) => /:(?:VpnConnection|UserGateway)$/.test(type));
}

/**
 * What the stack's state holds, secrets encrypted, read from the backend's file: as `pulumi stack export`, without
 * starting the CLI, and also while a command runs.
 *
 * @param stack The stack.
 */
export async function readState(stack: EngineStack): Promise<Deployment> {
  const file = join(stack.folder.backend, ".pulumi", "stacks", projectName, `${stack.name}.json`);
  const { checkpoint } = JSON.parse(await readFile(file, "utf8")) as { checkpoint: { latest?: Partial<Deployment> } };
  const { resources = [], pending_operations = [] } = checkpoint.latest ?? {};
  return { ...checkpoint.latest, resources, pending_operations };
}

/**
 * The provider that a state holds, as text: it must not change by accident, because a state is read for years.
 *
 * @param name The resource's name among the fixtures.
 */
export function goldenProvider(name: "vpn-connection" | "user-gateway"): Promise<string> {
  return readFile(join(repository, "test", "fixtures", "state", `${name}.provider.js.txt`), "utf8");
}

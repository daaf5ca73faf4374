/** The control path: how tests read the state, plant faults and change resources without calls of the API. */

import { z } from "zod";
import type { Cloud } from "../cloud.ts";
import { configure, OptionError } from "../options.ts";
import { permissionsSchema } from "../state/permissions.ts";
import { readState } from "../state/read-state.ts";
import type { RemovableKind } from "../state/types.ts";
import { SwitchError, type SwitchSettings } from "../switches.ts";
import { AccountError, addAccount, removeKey, setPermissions } from "./accounts.ts";
import { addTunnel } from "./add.ts";
import { ControlError, checked } from "./checked.ts";
import { parseFaults } from "./faults.ts";
import { patchTask, patchUserGateway, patchVpc, patchVpnGateway } from "./patch.ts";
import { patchTunnel } from "./patch-tunnel.ts";
import { removeResource } from "./remove.ts";

/** An answer of the control path. */
export interface ControlAnswer {
  /** HTTP status. */
  readonly status: number;
  /** Indented JSON with a newline at the end; `{"error": ...}` unless the status is 200. */
  readonly body: string;
}

/**
 * Answers one control request.
 *
 * @param path without the leading slash.
 * @param query without the question mark.
 * @param body `undefined` when it was too long.
 */
export async function answerControl(
  cloud: Cloud,
  method: string,
  path: string,
  query: string,
  body: string | undefined,
): Promise<ControlAnswer> {
  try {
    if (body === undefined) {
      throw new ControlError("the request is too long");
    }
    const result = handle(cloud, `${method} ${path}`, new URLSearchParams(query), body);
    await cloud.autosave.flush();
    return { status: 200, body: jsonText(result) };
  } catch (error) {
    return {
      status: statusOf(error),
      body: jsonText({ error: error instanceof Error ? error.message : String(error) }),
    };
  }
}

/** JSON for people and programs. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function statusOf(error: unknown): number {
  if (error instanceof ControlError) {
    return error.status;
  }
  return [AccountError, OptionError, SwitchError, URIError].some((kind) => error instanceof kind) ? 400 : 500;
}

const settingsSchema = z.strictObject({
  taskMs: z.number().optional(),
  rate: z.number().optional(),
  rates: z.record(z.string(), z.number()).optional(),
  quotas: z.boolean().optional(),
  clockOffset: z.number().optional(),
  window: z.number().optional(),
  set: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});

const accountSchema = z.strictObject({
  secretId: z.string().min(1),
  secretKey: z.string().min(1),
  token: z.string().min(1).optional(),
  account: z.string().min(1).optional(),
  permissions: permissionsSchema.optional(),
});

/** The requests that the control path takes, for `--help` and for errors. */
export const routes: readonly string[] = [
  "GET or DELETE calls; GET calls?last=N",
  "GET state",
  "GET, POST or DELETE faults",
  "PATCH settings",
  "POST accounts",
  "DELETE accounts/ID",
  "PUT accounts/ID/permissions",
  "POST state/vpnConnections",
  "PATCH or DELETE state/vpnConnections|vpnGateways|userGateways|vpcs/ID",
  "PATCH state/tasks/ID",
];

function handle(cloud: Cloud, request: string, query: URLSearchParams, body: string): unknown {
  switch (request) {
    case "GET calls":
      return cloud.calls.list(lastOf(query));
    case "DELETE calls":
      cloud.calls.clear();
      return {};
    case "GET state":
      return readState(cloud);
    case "GET faults":
      return cloud.faults.list();
    case "POST faults":
      cloud.faults.add(parseFaults(json(body)));
      return cloud.faults.list();
    case "DELETE faults":
      cloud.faults.clear();
      return {};
    case "PATCH settings": {
      const options = checked(settingsSchema, json(body), "settings");
      configure(cloud, { ...options, set: options.set as SwitchSettings });
      return {};
    }
    case "POST accounts":
      return addAccount(cloud, checked(accountSchema, json(body), "account")) ?? {};
    case "POST state/vpnConnections":
      return addTunnel(cloud, json(body));
    default:
      return handleById(cloud, request, body);
  }
}

/** How many calls a query asks for; `undefined`: all. */
function lastOf(query: URLSearchParams): number | undefined {
  const last = query.get("last");
  if (last !== null && !/^\d{1,9}$/.test(last)) {
    throw new ControlError("last takes a whole number");
  }
  return last === null ? undefined : Number(last);
}

const patches = {
  vpnConnections: patchTunnel,
  vpnGateways: patchVpnGateway,
  userGateways: patchUserGateway,
  vpcs: patchVpc,
} as const satisfies Record<RemovableKind, unknown>;

/** The routes that carry an id. */
function handleById(cloud: Cloud, request: string, body: string): unknown {
  const key = /^DELETE accounts\/([^/]+)$/.exec(request)?.[1];
  if (key !== undefined) {
    if (!removeKey(cloud.store, decodeURIComponent(key))) {
      throw new ControlError(`accounts has no ${key}`, 404);
    }
    return {};
  }
  const permitted = /^PUT accounts\/([^/]+)\/permissions$/.exec(request)?.[1];
  if (permitted !== undefined) {
    setPermissions(cloud.store, decodeURIComponent(permitted), json(body));
    return {};
  }
  const match = /^(DELETE|PATCH) state\/(vpnConnections|vpnGateways|userGateways|vpcs)\/([^/]+)$/.exec(request);
  const id = decodeURIComponent(match?.[3] ?? "");
  if (match?.[1] === "DELETE") {
    if (!removeResource(cloud, match[2] as RemovableKind, id)) {
      throw new ControlError(`${match[2]} has no ${id}`, 404);
    }
    return {};
  }
  if (match?.[1] === "PATCH") {
    return patches[match[2] as RemovableKind](cloud, id, json(body));
  }
  const task = /^PATCH state\/tasks\/(\d{1,15})$/.exec(request)?.[1];
  if (task !== undefined) {
    return patchTask(cloud, Number(task), json(body));
  }
  throw new ControlError(`${request} is not understood; there is: ${routes.join("; ")}`, 404);
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ControlError("the body is not JSON");
  }
}

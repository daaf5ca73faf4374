/** The control path: how tests read the state, plant faults and change resources without calls of the API. */

import { z } from "zod";
import type { Cloud } from "../cloud.ts";
import { configure, OptionError } from "../options.ts";
import { permissionsSchema } from "../state/permissions.ts";
import { readState } from "../state/read-state.ts";
import type { RemovableKind } from "../state/types.ts";
import { SwitchError, type SwitchSettings } from "../switches.ts";
import { AccountError, addAccount, removeKey, setPermissions } from "./accounts.ts";
import { ControlError, checked } from "./checked.ts";
import { parseFaults } from "./faults.ts";
import { patchTunnel } from "./patch.ts";
import { removeResource } from "./remove.ts";

/** An answer of the control path. */
export interface ControlAnswer {
  /** HTTP status. */
  readonly status: number;
  /** JSON; `{"error": ...}` unless the status is 200. */
  readonly body: string;
}

/**
 * Answers one control request.
 *
 * @param path without the leading slash.
 * @param body `undefined` when it was too long.
 */
export async function answerControl(
  cloud: Cloud,
  method: string,
  path: string,
  body: string | undefined,
): Promise<ControlAnswer> {
  try {
    if (body === undefined) {
      throw new ControlError("the request is too long");
    }
    const result = handle(cloud, `${method} ${path}`, body);
    await cloud.autosave.flush();
    return { status: 200, body: JSON.stringify(result) };
  } catch (error) {
    return {
      status: statusOf(error),
      body: JSON.stringify({ error: error instanceof Error ? error.message : String(error) }),
    };
  }
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
  "GET or DELETE calls",
  "GET state",
  "GET, POST or DELETE faults",
  "PATCH settings",
  "POST accounts",
  "DELETE accounts/ID",
  "PUT accounts/ID/permissions",
  "DELETE state/vpnConnections|vpnGateways|userGateways|vpcs/ID",
  "PATCH state/vpnConnections/ID",
];

function handle(cloud: Cloud, request: string, body: string): unknown {
  switch (request) {
    case "GET calls":
      return cloud.calls.list();
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
    default:
      return handleById(cloud, request, body);
  }
}

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
  if (match?.[1] === "PATCH" && match[2] === "vpnConnections") {
    return patchTunnel(cloud, id, json(body));
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

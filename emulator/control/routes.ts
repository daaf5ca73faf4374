/** The control path: how tests look behind the API, plant faults and change things behind every client's back. */

import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { actions } from "../actions/index.ts";
import { listActions } from "../actions/lists.ts";
import type { Cloud } from "../cloud.ts";
import { faultListSchema, type PlantedFault } from "../faults/schema.ts";
import { addAccount, configure } from "../manage.ts";
import { OptionError } from "../options.ts";
import { AccountError, removeKey } from "../state/accounts.ts";
import { permissionsSchema, setPermissions } from "../state/permissions.ts";
import { type RemovableKind, readState, removeThing } from "../state/state.ts";
import { SwitchError, type SwitchSettings } from "../switches.ts";
import { ControlError, checked } from "./checked.ts";
import { patchTunnel } from "./patch.ts";

/** An answer of the control path; the body is JSON. */
export interface ControlAnswer {
  /** HTTP status. */
  readonly status: number;
  /** JSON; `{"error": ...}` unless the status is 200. */
  readonly body: string;
}

/**
 * Checks a list of faults and fills in the defaults.
 *
 * @throws ControlError naming the entry and what is wrong with it.
 */
export function parseFaults(value: unknown): PlantedFault[] {
  const faults = checked(faultListSchema, value, "faults");
  for (const { action, fault } of faults) {
    if (fault === "stale" && action !== "*" && !listActions.has(action)) {
      throw new ControlError(`faults: ${action} has no stale replica; only ${[...listActions].join(", ")} have one`);
    }
    if (action !== "*" && !actions.has(action)) {
      throw new ControlError(
        `faults: ${action} is no action of the emulator; it has ${[...actions.keys()].join(", ")}`,
      );
    }
  }
  return faults;
}

/** Answers one control request. `body` is `undefined` when it was too long. */
export async function answerControl(
  cloud: Cloud,
  request: IncomingMessage,
  path: string,
  body: string | undefined,
): Promise<ControlAnswer> {
  try {
    if (body === undefined) {
      throw new ControlError("the request is too long");
    }
    const result = handle(cloud, `${request.method ?? ""} ${path}`, body);
    await cloud.durability.settled();
    return { status: 200, body: JSON.stringify(result) };
  } catch (error) {
    const status = error instanceof ControlError ? error.status : isMistake(error) ? 400 : 500;
    return { status, body: JSON.stringify({ error: error instanceof Error ? error.message : String(error) }) };
  }
}

function isMistake(error: unknown): boolean {
  return [AccountError, OptionError, SwitchError, URIError].some((kind) => error instanceof kind);
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

const usage =
  "GET or DELETE calls; GET state; GET, POST or DELETE faults; PATCH settings; POST accounts; DELETE accounts/ID; PUT accounts/ID/permissions; DELETE state/vpnConnections|vpnGateways|userGateways|vpcs/ID; PATCH state/vpnConnections/ID";

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
    case "PATCH settings":
      return changeSettings(cloud, json(body));
    case "POST accounts":
      return addAccount(cloud, checked(accountSchema, json(body), "account")) ?? {};
    default:
      return handleThing(cloud, request, body);
  }
}

function handleThing(cloud: Cloud, request: string, body: string): unknown {
  const key = /^DELETE accounts\/([^/]+)$/.exec(request)?.[1];
  if (key !== undefined) {
    if (!removeKey(cloud.store, decodeURIComponent(key))) {
      throw new ControlError(`accounts has no ${key}`, 404);
    }
    return {};
  }
  const permitted = /^PUT accounts\/([^/]+)\/permissions$/.exec(request)?.[1];
  if (permitted !== undefined) {
    setPermissions(cloud, decodeURIComponent(permitted), json(body));
    return {};
  }
  const match = /^(DELETE|PATCH) state\/(vpnConnections|vpnGateways|userGateways|vpcs)\/([^/]+)$/.exec(request);
  const id = decodeURIComponent(match?.[3] ?? "");
  if (match?.[1] === "DELETE") {
    if (!removeThing(cloud, match[2] as RemovableKind, id)) {
      throw new ControlError(`${match[2]} has no ${id}`, 404);
    }
    return {};
  }
  if (match?.[1] === "PATCH" && match[2] === "vpnConnections") {
    return patchTunnel(cloud, id, json(body));
  }
  throw new ControlError(`${request} is not understood; there is: ${usage}`, 404);
}

/** Changes settings from now on; running tasks keep their ends. */
function changeSettings(cloud: Cloud, value: unknown): unknown {
  const options = checked(settingsSchema, value, "settings");
  configure(cloud, { ...options, set: options.set as SwitchSettings });
  return {};
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ControlError("the body is not JSON");
  }
}

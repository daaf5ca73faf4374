import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Credentials } from "../api/index.ts";
import { LifecycleError } from "../lifecycle/vpn-connection/index.ts";
import { isRecord } from "../util/is-record.ts";
import { cut } from "../util/text.ts";
import type { Environment, Found, Lookup } from "./sources.ts";

const ID_VARIABLES = ["TENCENTCLOUD_SECRET_ID"];
const KEY_VARIABLES = ["TENCENTCLOUD_SECRET_KEY"];
const TOKEN_VARIABLES = ["TENCENTCLOUD_SECURITY_TOKEN", "TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN"];

/**
 * Reads the key pair. Id and key always come from the same source.
 *
 * @throws LifecycleError if no source has a key pair, or a source has half of one.
 */
export function readCredentials(lookup: Lookup): Credentials {
  const from = (source: "given" | "config"): Credentials | undefined =>
    pair(
      lookup[source]("qcloud:secretId"),
      lookup[source]("qcloud:secretKey"),
      lookup[source]("qcloud:token"),
      "qcloud:secretId and qcloud:secretKey",
      source === "given"
        ? "pass new ones to the provider and run `pulumi up`, or set them in the environment, which needs no `up`"
        : "set qcloud:secretId, qcloud:secretKey and qcloud:token again and run `pulumi up`, or set them in the environment, which needs no `up`",
    );
  const fromEnvironment = (): Credentials | undefined =>
    pair(
      lookup.env(ID_VARIABLES),
      lookup.env(KEY_VARIABLES),
      lookup.env(TOKEN_VARIABLES),
      "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY",
      "get new ones and set TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and the token again",
    );
  const found = from("given") ?? fromEnvironment() ?? from("config") ?? fromProfile(lookup.environment);
  if (found === undefined) {
    throw new LifecycleError(
      "no credentials: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY in the environment, or " +
        "`pulumi config set --secret qcloud:secretId …` and `pulumi config set --secret qcloud:secretKey …`, or create a profile with the vendor's CLI (~/.tccli/default.credential)",
    );
  }
  return found;
}

function pair(
  id: Found | undefined,
  key: Found | undefined,
  token: Found | undefined,
  names: string,
  renewal: string,
): Credentials | undefined {
  if (id === undefined && key === undefined) {
    return undefined;
  }
  if (id === undefined || key === undefined) {
    throw new LifecycleError(`half a key pair: ${(id ?? key)?.source} is set, but ${names} are needed together`);
  }
  return {
    secretId: id.value.trim(),
    secretKey: key.value.trim(),
    ...(token === undefined ? {} : { token: token.value.trim(), renewal }),
    source: id.source,
  };
}

/** Reads the profile of the vendor's CLI: JSON with secretId, secretKey and token. */
function fromProfile(env: Environment): Credentials | undefined {
  const profile = env["TENCENTCLOUD_PROFILE"] || "default";
  const file = join(env["HOME"] || homedir(), ".tccli", `${profile}.credential`);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (env["TENCENTCLOUD_PROFILE"] === undefined || env["TENCENTCLOUD_PROFILE"] === "") {
      return undefined;
    }
    throw new LifecycleError(
      `the profile named by TENCENTCLOUD_PROFILE cannot be read from ~/.tccli: ${(error as NodeJS.ErrnoException).code ?? "error"}`,
    );
  }
  const source = `the profile ~/.tccli/${cut(profile, 60)}.credential`;
  const fields = parseProfile(text, source);
  refuseRole(fields, source);
  const value = (name: string): Found | undefined => {
    const field = fields[name];
    return typeof field === "string" && field !== "" ? { value: field, source } : undefined;
  };
  const credentials = pair(
    value("secretId"),
    value("secretKey"),
    value("token"),
    "secretId and secretKey",
    "any command of the vendor's CLI renews the profile while its login lasts; after that, log in again (`tccli auth login` or `tccli sso login`)",
  );
  if (credentials === undefined) {
    throw new LifecycleError(`${source} contains no secretId and secretKey`);
  }
  // In seconds since 1970; the CLI writes it after a login.
  const expiresAt = Number(fields["expiresAt"]);
  return expiresAt > 0 && expiresAt <= LAST_SECOND && credentials.token !== undefined
    ? { ...credentials, expiresAt: expiresAt * 1000 }
    : credentials;
}

/** The last second that `Date` can represent. */
const LAST_SECOND = 8.64e12;

/** Types of profiles whose key pair is used: of `tccli configure`, `tccli auth login` and `tccli sso login`. */
const TYPES: readonly unknown[] = [undefined, null, "", "default", "oauth", "sso"];

/**
 * Refuses a profile with a role, for which the vendor's CLI requests other credentials: the key pair of the profile belongs to another
 * identity. The CLI writes `role-arn` and `"type": "cvm-role"`; people use other spellings.
 */
function refuseRole(fields: Readonly<Record<string, unknown>>, source: string): void {
  const given = Object.keys(fields).filter((name) => fields[name] !== "" && fields[name] !== null);
  const named = (meant: string): string | undefined =>
    given.find((name) => name.replaceAll(/[-_]/g, "").toLowerCase() === meant);
  const instead =
    "This package does not support roles, and does not use the key pair of the profile instead: get temporary credentials of the role, and set " +
    "TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and TENCENTCLOUD_TOKEN, or name another profile in TENCENTCLOUD_PROFILE";
  const role = named("rolearn");
  if (role !== undefined) {
    throw new LifecycleError(`${source} names a role to assume (${role}). ${instead}`);
  }
  const instance = named("usecvmrole");
  const isInstance = instance !== undefined && !["false", "0"].includes(String(fields[instance]).toLowerCase());
  if (isInstance || fields["type"] === "cvm-role") {
    throw new LifecycleError(
      `${source} takes the role of an instance (${isInstance ? instance : "type cvm-role"}). ${instead}`,
    );
  }
  if (!TYPES.includes(fields["type"])) {
    throw new LifecycleError(
      `${source} is of a kind that this package does not know: its type must be default, oauth or sso. Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or name another profile in TENCENTCLOUD_PROFILE`,
    );
  }
}

function parseProfile(text: string, source: string): Readonly<Record<string, unknown>> {
  try {
    // Some editors write a byte order mark.
    const parsed: unknown = JSON.parse(text.replace(/^\ufeff/, ""));
    if (isRecord(parsed)) {
      return parsed;
    }
  } catch {
    // The error below does not contain the text, because that contains a key.
  }
  throw new LifecycleError(`${source} is not a JSON object with secretId and secretKey`);
}

import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Credentials } from "../api/index.ts";
import { LifecycleError } from "../lifecycle/vpn-connection/index.ts";
import { cut } from "../util/text.ts";
import type { Environment, Found, Lookup } from "./sources.ts";

const ID_VARIABLES = ["TENCENTCLOUD_SECRET_ID"];
const KEY_VARIABLES = ["TENCENTCLOUD_SECRET_KEY"];
const TOKEN_VARIABLES = ["TENCENTCLOUD_SECURITY_TOKEN", "TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN"];

/**
 * A pair from one place: an id from here is never joined with a key from there.
 * @throws LifecycleError that names the places that were searched, or the one that holds half of it.
 */
export function readCredentials(lookup: Lookup): Credentials {
  const from = (place: "given" | "config"): Credentials | undefined =>
    pair(
      lookup[place]("qcloud:secretId"),
      lookup[place]("qcloud:secretKey"),
      lookup[place]("qcloud:token"),
      "qcloud:secretId and qcloud:secretKey",
      place === "given"
        ? "give the provider new ones and run `pulumi up`, or leave them to the environment, which needs no `up`"
        : "set qcloud:secretId, qcloud:secretKey and qcloud:token anew and run `pulumi up`, or set them in the environment, which needs no `up`",
    );
  const fromEnvironment = (): Credentials | undefined =>
    pair(
      lookup.env(ID_VARIABLES),
      lookup.env(KEY_VARIABLES),
      lookup.env(TOKEN_VARIABLES),
      "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY",
      "get new ones and set TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and the token anew",
    );
  const found = from("given") ?? fromEnvironment() ?? from("config") ?? fromProfile(lookup.environment);
  if (found === undefined) {
    throw new LifecycleError(
      "no credentials: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY in the environment, or " +
        "`pulumi config set --secret qcloud:secretId …` and `pulumi config set --secret qcloud:secretKey …`, or make a profile with the vendor's CLI (~/.tccli/default.credential)",
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

/** The profile of the vendor's CLI: JSON with secretId, secretKey and token. */
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
    throw new LifecycleError(`${source} holds no secretId and secretKey`);
  }
  // Seconds since 1970, as the CLI writes it after a login.
  const expiresAt = Number(fields["expiresAt"]);
  return expiresAt > 0 && expiresAt <= LAST_SECOND && credentials.token !== undefined
    ? { ...credentials, expiresAt: expiresAt * 1000 }
    : credentials;
}

/** The last second that a `Date` can hold. */
const LAST_SECOND = 8.64e12;

/** Kinds of profiles whose own key pair is the one to use: of `tccli configure`, `tccli auth login` and `tccli sso login`. */
const KINDS: readonly unknown[] = [undefined, null, "", "default", "oauth", "sso"];

/**
 * Refuses a profile with which the vendor's CLI does not use the key pair beside it, but asks for another one: to use the key pair
 * would be to act as somebody else. The CLI writes `role-arn` and `"type": "cvm-role"`; other spellings are those of people.
 */
function refuseRole(fields: Readonly<Record<string, unknown>>, source: string): void {
  const given = Object.keys(fields).filter((name) => fields[name] !== "" && fields[name] !== null);
  const named = (meant: string): string | undefined =>
    given.find((name) => name.replaceAll(/[-_]/g, "").toLowerCase() === meant);
  const instead =
    "This package does not do that, and does not use the profile's own key pair in its place: get temporary credentials of the role, and set " +
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
  if (!KINDS.includes(fields["type"])) {
    throw new LifecycleError(
      `${source} is of a kind that this package does not know: its type must be default, oauth or sso. Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or name another profile in TENCENTCLOUD_PROFILE`,
    );
  }
}

function parseProfile(text: string, source: string): Record<string, unknown> {
  try {
    // Editors of some systems put a byte order mark before it.
    const parsed: unknown = JSON.parse(text.replace(/^\ufeff/, ""));
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Record<string, unknown>;
    }
  } catch {
    // Told below, without the text: it holds a key.
  }
  throw new LifecycleError(`${source} is not a JSON object with secretId and secretKey`);
}

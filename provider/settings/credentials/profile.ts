import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { LifecycleError } from "../../lifecycle/vpn-connection/index.ts";
import { isRecord } from "../../util/is-record.ts";
import { cut } from "../../util/text.ts";
import type { Found, Lookup } from "../sources.ts";
import { type Origin, pair, type Role, withRole } from "./pair.ts";

/** Names of the profile: of this package, and of the vendor's CLI (its README.md). */
const PROFILE_VARIABLES = ["TENCENTCLOUD_PROFILE", "TCCLI_PROFILE"];

/** The last second that `Date` can represent. */
const LAST_SECOND = 8.64e12;

/** Types of profiles whose key pair is used: of `tccli configure`, `tccli auth login` and `tccli sso login`. */
const TYPES: readonly unknown[] = [undefined, null, "", "default", "oauth", "sso"];

/**
 * Reads the profile of the vendor's CLI: JSON with `secretId`, `secretKey` and `token`. With `role-arn`, and `role-session-name`, the key pair
 * assumes that role. With `"type": "cvm-role"`, which the CLI writes for `use-cvm-role`, the role of the instance is used, and nothing else
 * of the file (TencentCloud/tencentcloud-cli, tccli/configure.py and `parse_global_arg` of tccli/services/sts/sts_client.py). People use
 * other spellings of these names, which are understood too. Unlike the CLI, which then uses the key pair itself, a role without the name of
 * a session gets one: the key pair belongs to another identity.
 *
 * @param role A role in the environment, which takes precedence over that of the profile, as in the CLI.
 * @returns undefined if there is no profile and none is named.
 */
export function readProfile(lookup: Lookup, role: Role | undefined): Origin | undefined {
  const named = PROFILE_VARIABLES.find((name) => lookup.env([name]) !== undefined);
  const profile = lookup.env(PROFILE_VARIABLES)?.value ?? "default";
  const file = join(lookup.environment["HOME"] || homedir(), ".tccli", `${profile}.credential`);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (named === undefined) {
      return undefined;
    }
    throw new LifecycleError(
      `the profile named by ${named} cannot be read from ~/.tccli: ${(error as NodeJS.ErrnoException).code ?? "error"}`,
    );
  }
  const source = `the profile ~/.tccli/${cut(profile, 60)}.credential`;
  const fields = parse(text, source);
  if (isInstance(fields)) {
    return { kind: "instance", name: `the role of the instance, which ${source} names` };
  }
  if (!TYPES.includes(fields["type"])) {
    throw new LifecycleError(
      `${source} is of a kind that this package does not know: its type must be default, oauth, sso or cvm-role. Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or name another profile in TENCENTCLOUD_PROFILE`,
    );
  }
  return keyPair(fields, source, role);
}

function keyPair(fields: Readonly<Record<string, unknown>>, source: string, role: Role | undefined): Origin {
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
  const isKnown = expiresAt > 0 && expiresAt <= LAST_SECOND && credentials.token !== undefined;
  return withRole(
    isKnown ? { ...credentials, expiresAt: expiresAt * 1000 } : credentials,
    role ?? roleOf(fields, source),
  );
}

/** A field by its name in any spelling, unless it is empty. */
function named(fields: Readonly<Record<string, unknown>>, meant: string): string | undefined {
  const name = Object.keys(fields).find((key) => key.replaceAll(/[-_]/g, "").toLowerCase() === meant);
  const value = name === undefined ? undefined : fields[name];
  return value === undefined || value === null || value === "" ? undefined : String(value);
}

function isInstance(fields: Readonly<Record<string, unknown>>): boolean {
  const flag = named(fields, "usecvmrole");
  return fields["type"] === "cvm-role" || (flag !== undefined && !["false", "0"].includes(flag.toLowerCase()));
}

function roleOf(fields: Readonly<Record<string, unknown>>, source: string): Role | undefined {
  const arn = named(fields, "rolearn");
  return arn === undefined
    ? undefined
    : { name: `the role in ${source}`, arn: arn.trim(), sessionName: named(fields, "rolesessionname")?.trim() };
}

function parse(text: string, source: string): Readonly<Record<string, unknown>> {
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

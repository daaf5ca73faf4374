import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Credentials } from "../../api/index.ts";
import { LifecycleError } from "../../lifecycle/vpn-connection/index.ts";
import type { Found, Lookup } from "../sources.ts";
import { pair } from "./pair.ts";

/** The file of the whole machine (TencentCloud/tencentcloud-sdk-nodejs, src/common/credential.ts, ProfileCredential). */
const SYSTEM_FILE = "/etc/tencentcloud/credentials";

/** Names another file (TencentCloud/tencentcloud-sdk-go, tencentcloud/common/profile_provider.go). */
const FILE_VARIABLE = "TENCENTCLOUD_CREDENTIALS_FILE";

/** Path of the file below the home directory. */
const HOME_FILE = [".tencentcloud", "credentials"];

/**
 * Reads the file of the vendor's SDKs: INI with `secret_id`, `secret_key` and `token` in the section `default`. It is
 * `~/.tencentcloud/credentials`, or the file of the whole machine if that does not exist (as above). As in the SDKs, a `role_arn` in it
 * has no effect.
 *
 * @param systemFile For tests.
 * @returns undefined if there is no file and none is named.
 * @throws LifecycleError if the file has no key pair, or cannot be read.
 */
export function readCredentialsFile(lookup: Lookup, systemFile: string = SYSTEM_FILE): Credentials | undefined {
  const given = lookup.env([FILE_VARIABLE]);
  const home = {
    path: join(lookup.environment["HOME"] || homedir(), ...HOME_FILE),
    name: "~/.tencentcloud/credentials",
  };
  const candidates =
    given === undefined
      ? [home, { path: systemFile, name: SYSTEM_FILE }]
      : [{ path: given.value, name: `the file named by ${FILE_VARIABLE}` }];
  for (const { path, name } of candidates) {
    const text = readIfThere(path, name, given !== undefined);
    if (text !== undefined) {
      return keyPair(text, name);
    }
  }
  return undefined;
}

function readIfThere(path: string, name: string, isNeeded: boolean): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "error";
    if (!isNeeded && (code === "ENOENT" || code === "ENOTDIR")) {
      return undefined;
    }
    throw new LifecycleError(`the credentials in ${name} cannot be read: ${code}`);
  }
}

function keyPair(text: string, source: string): Credentials {
  const fields = readSection(text, "default");
  const value = (name: string): Found | undefined => {
    const field = fields.get(name);
    return field === undefined || field === "" ? undefined : { value: field, source };
  };
  const found = pair(
    value("secret_id"),
    value("secret_key"),
    value("token"),
    "secret_id and secret_key in the section default",
    "get new ones and write them to that file",
  );
  if (found === undefined) {
    throw new LifecycleError(`${source} contains no secret_id and secret_key in the section default`);
  }
  return found;
}

/** One section of an INI text: names with their values, without spaces and quotation marks around these. */
function readSection(text: string, wanted: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let section = "";
  // Some editors write a byte order mark.
  for (const line of text.replace(/^\ufeff/, "").split(/\r?\n/)) {
    const header = /^\s*\[([^\]]*)\]/.exec(line);
    if (header !== null) {
      section = (header[1] ?? "").trim();
    }
    const field = /^\s*([\w-]+)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (field !== null && section === wanted) {
      const [, name = "", value = ""] = field;
      fields.set(name, value.replace(/^(["'])(.*)\1$/, "$2"));
    }
  }
  return fields;
}

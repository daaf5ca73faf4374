import { isRecord } from "../../util/is-record.ts";
import { type Incoming, noAnswer } from "./send.ts";
import type { Temporary } from "./source.ts";

/**
 * Reads temporary credentials: `TmpSecretId`, `TmpSecretKey` and `Token`; and their end, `ExpiredTime` in seconds since 1970 or `Expiration`
 * as ISO 8601 (TencentCloud/tencentcloud-sdk-nodejs, src/services/sts/v20180813/sts_models.ts and src/common/cvm_role_credential.ts). sts and
 * the metadata service use the same names.
 *
 * @param pair The object with the key pair and the token.
 * @param ends The object with the end.
 * @throws QcloudTransportError that names a missing field, and shows no value.
 */
export function readTemporary(of: string, pair: unknown, ends: unknown, { date }: Incoming): Temporary {
  const text = (name: string): string => {
    const value = isRecord(pair) ? pair[name] : undefined;
    if (typeof value !== "string" || value === "") {
      throw noAnswer(of, `the response has no ${name}`);
    }
    return value;
  };
  const credentials = { secretId: text("TmpSecretId"), secretKey: text("TmpSecretKey"), token: text("Token") };
  const expiresAt = endOf(ends);
  if (expiresAt === undefined) {
    throw noAnswer(of, "the response has no ExpiredTime");
  }
  const theirs = Date.parse(date ?? "");
  const lifetimeMs = expiresAt - (Number.isNaN(theirs) ? Date.now() : theirs);
  if (lifetimeMs <= 0) {
    throw noAnswer(
      of,
      `the credentials in the response expired at ${new Date(expiresAt).toISOString()}. Check the clock of this machine`,
    );
  }
  return { ...credentials, expiresAt, lifetimeMs };
}

/** The last second that `Date` can represent. */
const LAST_SECOND = 8.64e12;

/** In milliseconds since 1970; undefined if the response does not say it. */
function endOf(ends: unknown): number | undefined {
  const { ExpiredTime: seconds, Expiration: iso } = isRecord(ends) ? ends : {};
  const number = typeof seconds === "number" || typeof seconds === "string" ? Number(seconds) : Number.NaN;
  if (number > 0 && number <= LAST_SECOND) {
    return number * 1000;
  }
  const parsed = typeof iso === "string" ? Date.parse(iso) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}

/** The object in a JSON text; undefined if it is none. */
export function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

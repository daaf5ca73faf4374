import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { CredentialSource, Credentials } from "../http/client.ts";
import { type Incoming, noAnswer } from "./send.ts";
import { sharedSource, type Temporary } from "./source.ts";
import { requestSts, STS_REGION } from "./sts-request.ts";
import type { StsSettings } from "./sts-settings.ts";
import { readTemporary } from "./temporary.ts";

/** Attempts of one renewal; the operation tries again within its own timeout if it can. */
const ATTEMPTS = 3;

/**
 * Name of the session, which audit logs of the vendor show. 2 to 128 characters of `\w+=,.@-` (sts AssumeRole, RoleSessionName, in
 * TencentCloud/tencentcloud-sdk-nodejs, src/services/sts/v20180813/sts_models.ts).
 */
const SESSION_NAME = "pulumi-qcloud-vpn";

/** A role that a key pair assumes. */
export interface AssumedRole {
  /** For messages, such as `the role in the environment variable TENCENTCLOUD_ROLE_ARN`. */
  readonly name: string;
  readonly roleArn: string;
  /** Default: `pulumi-qcloud-vpn`. */
  readonly sessionName?: string | undefined;
  /** The key pair that may assume the role. */
  readonly by: Credentials;
}

/** A role that a web identity takes (OIDC). */
export interface WebIdentity {
  /** For messages. */
  readonly name: string;
  readonly region: string;
  readonly providerId: string;
  /** The file with the token, which is read again for each request, because the cluster renews it. */
  readonly tokenFile: string;
  readonly roleArn: string;
}

/**
 * The role that a key pair assumes: sts AssumeRole, signed with the key pair. The region is the one that the vendor's SDKs always send
 * (TencentCloud/tencentcloud-sdk-go, tencentcloud/common/role_arn_provider.go). The credentials are valid for two hours, the default.
 */
export function assumedRole(sts: StsSettings, { name, roleArn, sessionName, by }: AssumedRole): CredentialSource {
  const params = { RoleArn: roleArn, RoleSessionName: sessionName ?? SESSION_NAME };
  const secrets = [by.secretKey, by.token];
  return sharedSource(keyOf("assumed role", sts, name, params, by), {
    name,
    attempts: ATTEMPTS,
    fetch: () => requestSts(sts, { action: "AssumeRole", region: STS_REGION, params, by, secrets }, temporary),
  });
}

/**
 * The role that a web identity takes: sts AssumeRoleWithWebIdentity, which is not signed: the SDKs send `Authorization: SKIP`
 * (TencentCloud/tencentcloud-sdk-nodejs, src/common/credential.ts, src/common/http/http_connection.ts).
 */
export function webIdentity(sts: StsSettings, identity: WebIdentity): CredentialSource {
  const { name, region, providerId, tokenFile, roleArn } = identity;
  return sharedSource(keyOf("web identity", sts, identity), {
    name,
    attempts: ATTEMPTS,
    fetch: async () => {
      const token = readToken(name, tokenFile);
      const params = {
        ProviderId: providerId,
        WebIdentityToken: token,
        RoleArn: roleArn,
        RoleSessionName: SESSION_NAME,
      };
      return await requestSts(
        sts,
        { action: "AssumeRoleWithWebIdentity", region, params, secrets: [token] },
        temporary,
      );
    },
  });
}

/** Distinguishes sources in memory only. */
const keyOf = (...parts: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex");

function readToken(name: string, file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "error";
    throw noAnswer(name, `the file with the token cannot be read (${code})`, false);
  }
}

const temporary = (of: string, response: Readonly<Record<string, unknown>>, incoming: Incoming): Temporary =>
  readTemporary(of, response["Credentials"], response, incoming);

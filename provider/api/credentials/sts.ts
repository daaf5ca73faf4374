import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { getCACertificates } from "node:tls";
import { isRecord } from "../../util/is-record.ts";
import { Redactor } from "../../util/redact.ts";
import type { CredentialSource, Credentials } from "../http/client.ts";
import { isLoopback } from "../http/endpoint.ts";
import { directAgents, ProxyRoute, type ProxySettings } from "../http/proxy.ts";
import { tc3Authorization } from "../http/tc3.ts";
import { type Incoming, noAnswer, send } from "./send.ts";
import { sharedSource, type Temporary } from "./source.ts";
import { readObject, readTemporary } from "./temporary.ts";

/** Version of the API (TencentCloud/tencentcloud-sdk-go, tencentcloud/common/role_arn_provider.go). */
const VERSION = "2018-08-13";

const CONTENT_TYPE = "application/json";

/** Attempts of one renewal; the operation tries again within its own timeout if it can. */
const ATTEMPTS = 3;

/** Timeout of one request and of connecting, in milliseconds. */
const REQUEST_MS = 10_000;
const CONNECT_MS = 5000;

/** A larger difference of the clocks is not corrected, as by the client of the VPC API: seven days. */
const LARGEST_CLOCK_OFFSET_S = 7 * 24 * 3600;

/**
 * Name of the session, which audit logs of the vendor show. 2 to 128 characters of `\w+=,.@-` (sts AssumeRole, RoleSessionName, in
 * TencentCloud/tencentcloud-sdk-nodejs, src/services/sts/v20180813/sts_models.ts).
 */
const SESSION_NAME = "pulumi-qcloud-vpn";

/** How to reach sts, the service that gives temporary credentials. */
export interface StsSettings {
  /** URL, such as `https://sts.tencentcloudapi.com/`. Plain http only to loopback. */
  readonly endpoint: string;
  /** Not used for loopback. Default: none. */
  readonly proxy?: ProxySettings;
  /** PEM certificates to trust, in addition to those of Node.js. */
  readonly ca?: string;
}

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
    fetch: () => request(sts, { action: "AssumeRole", region: "ap-guangzhou", params, by, secrets }),
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
      return await request(sts, { action: "AssumeRoleWithWebIdentity", region, params, secrets: [token] });
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

/** One request to sts. */
interface StsRequest {
  readonly action: string;
  readonly region: string;
  readonly params: Readonly<Record<string, string>>;
  /** The key pair that signs it; absent for a request that is not signed. */
  readonly by?: Credentials;
  /** What the response must not repeat in a message. */
  readonly secrets: readonly (string | undefined)[];
}

async function request(sts: StsSettings, { action, region, params, by, secrets }: StsRequest): Promise<Temporary> {
  const url = new URL(sts.endpoint);
  const of = `${action} at ${url.origin}`;
  const redactor = new Redactor();
  for (const secret of secrets) {
    redactor.add(secret);
  }
  const body = JSON.stringify(params);
  const attempt = (timestamp: number): Promise<Incoming> => {
    const proxy = sts.proxy === undefined || isLoopback(url.hostname) ? undefined : new ProxyRoute(sts.proxy, redactor);
    const trusted = sts.ca === undefined ? undefined : [...getCACertificates("default"), sts.ca];
    const signed = { service: "sts", host: url.host, contentType: CONTENT_TYPE, body, timestamp };
    return send({
      of: proxy === undefined ? of : `${of} through ${proxy.describe()}`,
      url: `${url.origin}/`,
      headers: {
        "content-type": CONTENT_TYPE,
        "x-tc-action": action,
        "x-tc-version": VERSION,
        "x-tc-region": region,
        "x-tc-timestamp": String(timestamp),
        ...(by?.token === undefined ? {} : { "x-tc-token": by.token }),
        authorization: by === undefined ? "SKIP" : tc3Authorization(signed, by),
      },
      body,
      agents: proxy?.agents(false, trusted, REQUEST_MS) ?? directAgents(false),
      trusted,
      ms: REQUEST_MS,
      connectMs: CONNECT_MS,
    });
  };
  const now = Math.floor(Date.now() / 1000);
  let incoming = await attempt(now);
  const theirs = Math.floor(Date.parse(incoming.date ?? "") / 1000);
  if (codeOf(incoming) === "AuthFailure.SignatureExpire" && Math.abs(theirs - now) <= LARGEST_CLOCK_OFFSET_S) {
    // The clock of this machine is wrong: sign once more with the time of the service.
    incoming = await attempt(theirs);
  }
  return understand(of, redactor, incoming);
}

/** The object `Response` of a response of an API 3.0; undefined if it is none. */
function responseOf({ text }: Incoming): Readonly<Record<string, unknown>> | undefined {
  const response = readObject(text)?.["Response"];
  return isRecord(response) ? response : undefined;
}

/** The error code of a response; undefined without one. */
function codeOf(incoming: Incoming): string | undefined {
  const failure = responseOf(incoming)?.["Error"];
  return isRecord(failure) ? String(failure["Code"] ?? "") : undefined;
}

function understand(of: string, redactor: Redactor, incoming: Incoming): Temporary {
  if (incoming.status !== 200) {
    throw noAnswer(of, `unexpected response with HTTP ${incoming.status}`);
  }
  const response = responseOf(incoming);
  if (response === undefined) {
    throw noAnswer(of, "the response is not one of an API 3.0");
  }
  const code = codeOf(incoming);
  if (code !== undefined) {
    const { Message: message } = response["Error"] as Readonly<Record<string, unknown>>;
    const said = typeof message === "string" ? `: ${redactor.clean(message, 300)}` : "";
    // These say nothing about the request (common error codes of the APIs 3.0).
    const mayPass = /^(InternalError|RequestLimitExceeded|ResourceUnavailable|ServiceUnavailable)/.test(code);
    throw noAnswer(of, `the service refused the role with ${redactor.clean(code, 100)}${said}`, mayPass);
  }
  return readTemporary(of, response["Credentials"], response, incoming);
}

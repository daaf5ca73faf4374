/** Shared by the tests of API 3.0 in the emulator: a separate signer and signed calls. */

import { createHash, createHmac } from "node:crypto";
import type { Emulator } from "../../../emulator/index.ts";

/** The endpoint and the key pair to sign with. */
export type Reached3 = Pick<Emulator, "api3Url" | "secretId" | "secretKey">;

export interface CallOptions3 {
  readonly secretId?: string;
  readonly secretKey?: string;
  readonly token?: string;
  /** Host that is signed. Default: that of the URL, with its port. */
  readonly host?: string;
  readonly service?: string;
  readonly version?: string;
  readonly region?: string;
  readonly timestamp?: number;
  /** Headers that are signed in addition. */
  readonly signed?: Readonly<Record<string, string>>;
  /** Headers, in lower case, that are sent after signing, over the others; empty ones are left out. */
  readonly tamper?: Readonly<Record<string, string>>;
  /** The body in place of the JSON of the parameters. */
  readonly body?: string;
  /** The body that is sent in place of the signed one. */
  readonly sentBody?: string;
}

/** An answer of API 3.0. */
export interface Answer3 {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape
  readonly response: any;
  /** The code of a refusal. */
  readonly code: string | undefined;
}

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
const mac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/** A second signer, used only by these tests. */
export function authorization(
  headers: Readonly<Record<string, string>>,
  body: string,
  timestamp: number,
  service: string,
  secretId: string,
  secretKey: string,
): string {
  const names = Object.keys(headers).sort();
  const list = names.join(";");
  const canonical = `POST\n/\n\n${names.map((name) => `${name}:${headers[name]}\n`).join("")}\n${list}\n${hash(body)}`;
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10);
  const scope = `${date}/${service}/tc3_request`;
  const key = [date, service, "tc3_request"].reduce<string | Buffer>(mac, `TC3${secretKey}`);
  const signature = mac(key, `TC3-HMAC-SHA256\n${timestamp}\n${scope}\n${hash(canonical)}`).toString("hex");
  return `TC3-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=${list}, Signature=${signature}`;
}

/** Calls an action of API 3.0 over real HTTP, signed. */
export async function call3(
  emulator: Reached3,
  action: string,
  parameters: object = {},
  options: CallOptions3 = {},
): Promise<Answer3> {
  const { secretId = emulator.secretId, secretKey = emulator.secretKey, service = "vpc" } = options;
  const { timestamp = Math.floor(Date.now() / 1000), body = JSON.stringify(parameters) } = options;
  const host = options.host ?? new URL(emulator.api3Url).host;
  const signed = { "content-type": "application/json", host, ...options.signed };
  const { host: _host, ...sent } = signed;
  const headers = {
    ...sent,
    "x-tc-action": action,
    "x-tc-version": options.version ?? "2017-03-12",
    "x-tc-region": options.region ?? "ap-guangzhou",
    "x-tc-timestamp": String(timestamp),
    "x-tc-token": options.token ?? "",
    authorization: authorization(signed, body, timestamp, service, secretId, secretKey),
    ...options.tamper,
  };
  const response = await fetch(emulator.api3Url, {
    method: "POST",
    body: options.sentBody ?? body,
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== "")),
  });
  const text = await response.text();
  const answer = parse(text);
  return { status: response.status, headers: response.headers, text, response: answer, code: answer?.Error?.Code };
}

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape
function parse(text: string): any {
  try {
    return JSON.parse(text).Response;
  } catch {
    return undefined;
  }
}

/** The ids of the first resources of the default account. */
export const seed3 = { VpcId: "vpc-03vihbk9", VpnGatewayId: "vpngw-dystbrkv", CustomerGatewayId: "cgw-e098slul" };

/** The parameters of a simple tunnel. */
export const tunnel3 = {
  ...seed3,
  VpnConnectionName: "office",
  PreShareKey: "canary-psk-81b2",
  SecurityPolicyDatabases: [{ LocalCidrBlock: "10.0.0.0/24", RemoteCidrBlock: ["172.16.10.0/24"] }],
};

/** Creates a tunnel and returns its id. */
export async function makeTunnel3(emulator: Emulator, parameters: object = {}): Promise<string> {
  const { response, text } = await call3(emulator, "CreateVpnConnection", { ...tunnel3, ...parameters });
  const made = emulator.state().vpnConnections.at(-1);
  if (response?.VpnConnection === undefined || made === undefined) {
    throw new Error(`no tunnel was made: ${text}`);
  }
  return made.unVpnConnId;
}

/** The entry of a tunnel in DescribeVpnConnections. */
export async function entryOf(emulator: Emulator, id: string) {
  const { response } = await call3(emulator, "DescribeVpnConnections", { VpnConnectionIds: [id] });
  return response.VpnConnectionSet?.[0];
}

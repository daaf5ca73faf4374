/** Shared by the emulator's tests: a separate signer, signed calls, starting and stopping an emulator. */

import { createHmac, randomInt } from "node:crypto";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator/index.ts";

/** An answer of the API, decoded. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape
  readonly json: any;
}

export interface CallOptions {
  readonly secretId?: string;
  readonly secretKey?: string;
  readonly method?: "GET" | "POST";
  /** Sent after signing, over what was signed. */
  readonly tamper?: Readonly<Record<string, string | undefined>>;
  readonly signHost?: string;
  readonly signal?: AbortSignal;
}

/** Common parameters, overridden by those given; `undefined` leaves one out. */
export function withCommon(
  parameters: Readonly<Record<string, string | number | undefined>>,
  secretId: string,
): Record<string, string> {
  const all = {
    Region: "gz",
    Timestamp: Math.floor(Date.now() / 1000),
    Nonce: randomInt(1, 2 ** 47),
    SecretId: secretId,
    SignatureMethod: "HmacSHA256",
    ...parameters,
  };
  return Object.fromEntries(
    Object.entries(all)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );
}

/** A second signer, used only by these tests. */
export function sign(method: string, host: string, parameters: Readonly<Record<string, string>>, key: string): string {
  const names = Object.keys(parameters).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const text = names
    .filter((name) => !(method === "POST" && parameters[name]?.[0] === "@"))
    .map((name) => [name.split("_").join("."), parameters[name]].join("="))
    .join("&");
  const algorithm = parameters["SignatureMethod"] === "HmacSHA256" ? "sha256" : "sha1";
  return createHmac(algorithm, key).update(`${method}${host}/v2/index.php?${text}`).digest("base64");
}

/** The endpoint and the key pair to sign with. */
export type Reached = Pick<Emulator, "url" | "secretId" | "secretKey">;

/** Calls an action over real HTTP, signed. */
export async function call(
  emulator: Reached,
  action: string,
  parameters: Readonly<Record<string, string | number | undefined>> = {},
  options: CallOptions = {},
): Promise<ApiAnswer> {
  const { secretId = emulator.secretId, secretKey = emulator.secretKey, method = "GET", tamper = {} } = options;
  const sent: Record<string, string | undefined> = withCommon({ Action: action, ...parameters }, secretId);
  const host = options.signHost ?? new URL(emulator.url).host;
  sent["Signature"] = sign(method, host, sent as Record<string, string>, secretKey);
  Object.assign(sent, tamper);
  const defined = Object.entries(sent).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const form = new URLSearchParams(defined).toString();
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const response =
    method === "GET"
      ? await fetch(`${emulator.url}?${form}`, signal)
      : await fetch(emulator.url, {
          method,
          body: form,
          headers: { "Content-Type": "application/x-www-form-urlencoded" },
          ...signal,
        });
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, text, json };
}

/** The ids of the first resources of the default account. */
export const seed = { vpcId: "vpc-03vihbk9", vpnGwId: "vpngw-dystbrkv", userGwId: "cgw-e098slul" };

/** The parameters of a simple tunnel. */
export const tunnelParameters = {
  ...seed,
  vpnConnName: "office",
  preSharedKey: "canary-psk-81b2",
  "userGwCidrBlock.0": "172.16.10.0/24",
};

/** Creates a tunnel and returns its unified id. */
export async function makeTunnel(
  emulator: Emulator,
  parameters: Readonly<Record<string, string | number | undefined>> = {},
): Promise<string> {
  const before = new Set(emulator.state().vpnConnections.map((tunnel) => tunnel.unVpnConnId));
  const answer = await call(emulator, "AddVpnConnEx", { ...tunnelParameters, ...parameters }, { method: "POST" });
  const made = emulator.state().vpnConnections.find((tunnel) => !before.has(tunnel.unVpnConnId));
  if (made === undefined) {
    throw new Error(`no tunnel was made: ${answer.text}`);
  }
  return made.unVpnConnId;
}

/** Starts an emulator before each test of a suite and stops it after; the function returns the running one. */
export function emulatorEach(options: EmulatorOptions | (() => EmulatorOptions) = {}): () => Emulator {
  let running: Emulator | undefined;
  beforeEach(async () => {
    running = await startEmulator(typeof options === "function" ? options() : options);
  });
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });
  return () => {
    if (running === undefined) {
      throw new Error("the emulator is not running");
    }
    return running;
  };
}

import ipaddr from "ipaddr.js";
import type { CredentialSource } from "../http/client.ts";
import { directAgents } from "../http/proxy.ts";
import { type Incoming, noAnswer, send } from "./send.ts";
import { sharedSource, type Temporary } from "./source.ts";
import { readObject, readTemporary } from "./temporary.ts";

/** The metadata service of an instance (TencentCloud/tencentcloud-sdk-go, tencentcloud/common/cvm_role_provider.go). */
const METADATA = "http://metadata.tencentyun.com/latest/meta-data/";

/** Timeout of the first request, in milliseconds: on other machines, the address may be silent. */
const FIRST_MS = 1500;

/** Timeout of the second request, in milliseconds: the service is there. */
const SECOND_MS = 5000;

export interface InstanceRole {
  /** For messages, such as `the role of the instance`. */
  readonly name: string;
  /** Whether the user says that there is one. Otherwise the service is asked once, because most machines have none. */
  readonly isNamed: boolean;
  /** URL of the metadata service, for tests. */
  readonly metadata?: string | undefined;
}

/**
 * The role of the CVM instance that this process runs on. The metadata service names the role at
 * `cam/security-credentials/`, with 404 if there is none, and issues its credentials under that name (as above). It is never asked through
 * a proxy.
 *
 * Where nobody named the role, the response must come from a link-local address, such as 169.254.0.23 (DataDog/datadog-agent,
 * pkg/util/cloudproviders/tencent/tencent.go): on another machine, a server of another network could have this name, and issue
 * credentials of its own account.
 */
export function instanceRole({ name, isNamed, metadata = METADATA }: InstanceRole): CredentialSource {
  const key = JSON.stringify(["instance role", name, isNamed, metadata]);
  return sharedSource(key, { name, attempts: isNamed ? 3 : 1, fetch: () => fetchRole(metadata, isNamed) });
}

/** Whether an address is link-local, or of this machine. */
export const isNear = (address: string): boolean =>
  ipaddr.isValid(address) && ["linkLocal", "loopback"].includes(ipaddr.process(address).range());

async function fetchRole(metadata: string, isNamed: boolean): Promise<Temporary> {
  const url = `${metadata}cam/security-credentials/`;
  const of = `the metadata service of the instance at ${metadata}`;
  const get = async (path: string, ms: number): Promise<Incoming> => {
    const incoming = await send({
      of,
      url: `${url}${path}`,
      agents: directAgents(false),
      ms,
      connectMs: Math.min(ms, FIRST_MS),
    });
    if (!isNamed && !isNear(incoming.address)) {
      throw noAnswer(of, "the response of a server that is not link-local is not used", false);
    }
    if (incoming.status === 404 && path === "") {
      throw noAnswer(of, "no role is bound to the instance", false);
    }
    if (incoming.status !== 200) {
      throw noAnswer(of, `unexpected response with HTTP ${incoming.status}`);
    }
    return incoming;
  };
  const role = (await get("", FIRST_MS)).text.trim();
  // A server in front of it, such as a login page, responds to every path with text.
  if (!/^[^\s<>/]{1,128}$/u.test(role)) {
    throw noAnswer(of, "the response is not the name of a role", false);
  }
  const incoming = await get(encodeURIComponent(role), SECOND_MS);
  const answer = readObject(incoming.text);
  if (answer === undefined) {
    throw noAnswer(of, "the response is not a JSON object");
  }
  // As in the vendor's SDKs, every other code is a failure.
  if (answer["Code"] !== "Success") {
    throw noAnswer(of, "the response does not have the code Success");
  }
  return readTemporary(of, answer, answer, incoming);
}

import { assumedRole, type Credentials, instanceRole, type StsSettings } from "../../api/index.ts";
import { LifecycleError, messageOf } from "../../lifecycle/errors.ts";
import type { Lookup } from "../sources.ts";
import { readCredentialsFile } from "./credentials-file.ts";
import { type Origin, pair, withRole } from "./pair.ts";
import { readProfile } from "./profile.ts";
import { roleInEnvironment, webIdentityIn } from "./roles.ts";

const ID_VARIABLES = ["TENCENTCLOUD_SECRET_ID"];
const KEY_VARIABLES = ["TENCENTCLOUD_SECRET_KEY"];
const TOKEN_VARIABLES = ["TENCENTCLOUD_SECURITY_TOKEN", "TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN"];

/** Where tests find what no setting can move. */
export interface Locations {
  /** URL of the metadata service, with a slash at its end. */
  readonly metadata?: string;
  /** The credentials file of the whole machine. */
  readonly systemFile?: string;
}

export interface ReadOptions {
  /** Cancels the wait for credentials. */
  readonly signal?: AbortSignal | undefined;
  readonly locations?: Locations;
}

/**
 * Reads the credentials of an operation: the first source that has some, in the order of the vendor's tools. These are explicit settings,
 * the environment, stack config, the profile of the CLI, the credentials file of the SDKs, the role of the instance, and the web identity
 * of the cluster (TencentCloud/tencentcloud-sdk-nodejs, src/common/credential.ts, DefaultCredentialProvider, with the CLI's profile before
 * it). Only roles need the network, and the last two sources are asked only if no other has a key pair.
 *
 * @param sts How to reach sts. Called only if a role needs it.
 * @throws LifecycleError if no source has credentials, or one has half of a key pair.
 * @throws QcloudTransportError if a role that is named gives no credentials; the signal's reason.
 */
export async function readCredentials(
  lookup: Lookup,
  sts: () => StsSettings,
  { signal, locations = {} }: ReadOptions,
): Promise<Credentials> {
  const origin = readOrigin(lookup, locations);
  switch (origin?.kind) {
    case "pair":
      return origin.credentials;
    case "role": {
      const { name, arn, sessionName } = origin.role;
      return await assumedRole(sts(), { name, roleArn: arn, sessionName, by: origin.by }).current({ signal });
    }
    case "instance":
      return await instanceRole({ name: origin.name, isNamed: true, metadata: locations.metadata }).current({ signal });
    default:
      return await fromMachineOrCluster(lookup, sts, { signal, locations });
  }
}

/** The first source that names a key pair or a role, without the network. */
function readOrigin(lookup: Lookup, { systemFile }: Locations): Origin | undefined {
  const from = (source: "given" | "config"): Origin | undefined => {
    const found = pair(
      lookup[source]("qcloud:secretId"),
      lookup[source]("qcloud:secretKey"),
      lookup[source]("qcloud:token"),
      "qcloud:secretId and qcloud:secretKey",
      source === "given"
        ? "pass new ones to the provider and run `pulumi up`, or set them in the environment, which needs no `up`"
        : "set qcloud:secretId, qcloud:secretKey and qcloud:token again and run `pulumi up`, or set them in the environment, which needs no `up`",
    );
    return found && withRole(found, undefined);
  };
  const role = roleInEnvironment(lookup);
  const fromEnvironment = (): Origin | undefined => {
    const found = pair(
      lookup.env(ID_VARIABLES),
      lookup.env(KEY_VARIABLES),
      lookup.env(TOKEN_VARIABLES),
      "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY",
      "get new ones and set TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and the token again",
    );
    return found && withRole(found, role);
  };
  const fromFile = (): Origin | undefined => {
    const found = readCredentialsFile(lookup, systemFile);
    return found && withRole(found, undefined);
  };
  return from("given") ?? fromEnvironment() ?? from("config") ?? readProfile(lookup, role) ?? fromFile();
}

/** The role of the machine or of the cluster that this process runs on. */
async function fromMachineOrCluster(
  lookup: Lookup,
  sts: () => StsSettings,
  { signal, locations = {} }: ReadOptions,
): Promise<Credentials> {
  let failure: unknown;
  try {
    return await instanceRole({
      name: "the role of the instance",
      isNamed: false,
      metadata: locations.metadata,
    }).current({
      signal,
    });
  } catch (error) {
    signal?.throwIfAborted();
    failure = error;
  }
  const identity = webIdentityIn(lookup, sts);
  if (identity !== undefined) {
    return await identity.current({ signal });
  }
  throw new LifecycleError(
    "no credentials: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY in the environment, or " +
      "`pulumi config set --secret qcloud:secretId …` and `pulumi config set --secret qcloud:secretKey …`, or create a profile with the vendor's CLI (~/.tccli/default.credential). " +
      "These have none either: the files ~/.tencentcloud/credentials and /etc/tencentcloud/credentials; the web identity of a cluster (TKE_ROLE_ARN is not set); " +
      `the role of the instance (${messageOf(failure)})`,
  );
}

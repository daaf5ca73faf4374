import type { Credentials } from "../http/client.ts";
import { requestSts, STS_REGION } from "./sts-request.ts";
import type { StsSettings } from "./sts-settings.ts";

/** The account of a key pair, which sub-accounts share: sts GetCallerIdentity. Undefined if sts does not say, as where a cloud has none. */
export async function accountOf(sts: StsSettings, by: Credentials): Promise<string | undefined> {
  const secrets = [by.secretKey, by.token];
  const read = (_of: string, { AccountId: id }: Readonly<Record<string, unknown>>): string | undefined =>
    typeof id === "string" && id !== "" ? id : undefined;
  return await requestSts(
    sts,
    { action: "GetCallerIdentity", region: STS_REGION, params: {}, by, secrets },
    read,
  ).catch(() => undefined);
}

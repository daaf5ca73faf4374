import type { ApiErrorKind } from "../errors.ts";
import type { Client } from "./client.ts";

/** What the user can do about an error answer; nothing if the code is enough. */
export type Advice = (
  error: { readonly errorKind: ApiErrorKind; readonly apiCode: string; readonly codeDesc: string },
  client: Client,
  region: string,
) => { readonly advice?: string };

/** The advice that follows from the kind of error alone. */
export const commonAdvice: Advice = ({ errorKind }, client, region) => {
  const endpoint = client.describeEndpoint();
  switch (errorKind) {
    case "auth":
      return {
        advice: `Asked with ${client.describeCredentials()}, region ${region}, endpoint ${endpoint}; check that this key pair is valid there and allowed to do this${client.describeExpiry()}`,
      };
    case "https-required":
      return { advice: `The service requires https; the endpoint is ${endpoint}` };
    case "unsupported":
      return { advice: `A wrong address gives the same answer; the endpoint is ${endpoint}` };
    case "refused":
    case "in-use":
    case "operation-failed":
    case "unknown":
      return { advice: `Asked in region ${region} at ${endpoint}` };
    default:
      return {};
  }
};

import type { ApiErrorKind } from "../errors.ts";
import type { Client } from "../http/client.ts";

/** What a user can do about an error answer: nothing is said where the code speaks for itself. */
export function adviceFor(kind: ApiErrorKind, client: Client, region: string): { readonly advice?: string } {
  const endpoint = client.describeEndpoint();
  switch (kind) {
    case "auth":
      return {
        advice: `Asked with ${client.describeCredentials()}, region ${region}, endpoint ${endpoint}; check that this key pair is valid there and allowed to do this${client.describeExpiry()}`,
      };
    case "https-required":
      return { advice: `The service wants https; the endpoint is ${endpoint}` };
    case "unsupported":
      return { advice: `A wrong address is answered in this way too; the endpoint is ${endpoint}` };
    case "refused":
    case "in-use":
    case "operation-failed":
    case "unknown":
      return { advice: `Asked in region ${region} at ${endpoint}` };
    default:
      return {};
  }
}

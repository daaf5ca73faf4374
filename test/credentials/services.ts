import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Locations } from "../../provider/settings/credentials/read.ts";

/** Nothing of this machine: nothing listens on the port of the metadata service. */
export const nowhere: Locations = { metadata: "http://127.0.0.1:1/", systemFile: "/nonexistent/credentials" };

/** One request as it arrived. */
export interface Asked {
  /** Path of a GET; action of a POST. */
  readonly what: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How a request is answered: with JSON or text, or by the function. */
export type Answer = object | string | ((response: ServerResponse) => void);

/** Stands in for the metadata service of an instance and for sts, on loopback. */
export interface RoleServices {
  readonly sts: string;
  readonly locations: Locations;
  readonly asked: Asked[];
  /** What was asked, in order. */
  whats(): string[];
}

/** The name of the role that the metadata service gives. */
export const ROLE = "vpn-operator";

/** Temporary credentials as both services write them, in a set that is named by a number. */
export const temporary = (number: number, lifetimeS = 7200) => ({
  TmpSecretId: `canary-role-id-${number}`,
  TmpSecretKey: `canary-role-key-${number}`,
  Token: `canary-role-token-${number}`,
  ExpiredTime: Math.floor(Date.now() / 1000) + lifetimeS,
});

/** An answer of sts. */
export const stsAnswer = (number: number, lifetimeS = 7200): object => {
  const { ExpiredTime, ...Credentials } = temporary(number, lifetimeS);
  return { Response: { Credentials, ExpiredTime, RequestId: "a-request-id" } };
};

/** An error of sts. */
export const stsError = (Code: string, Message = "no"): object => ({
  Response: { Error: { Code, Message }, RequestId: "a-request-id" },
});

/** An answer with a status and headers. */
export const answerWith =
  (status: number, text = "", headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end(text);

/** No answer at all. */
export const silence: Answer = () => {};

/** The two answers of a metadata service on an instance with a role. */
export const instanceWith =
  (credentials: Answer) =>
  ({ what }: Asked): Answer =>
    what.endsWith("/") ? ROLE : credentials;

/**
 * Runs a body with these services, and ends them.
 *
 * @param answer says how each request is answered; `index` counts them from 0.
 */
export async function withRoleServices<T>(
  answer: (asked: Asked, index: number) => Answer,
  body: (services: RoleServices) => Promise<T>,
): Promise<T> {
  const asked: Asked[] = [];
  const server = createServer((incoming, response) => {
    const parts: Uint8Array[] = [];
    incoming.on("data", (part: Uint8Array) => parts.push(part));
    incoming.on("end", () => {
      const what = incoming.method === "POST" ? String(incoming.headers["x-tc-action"]) : (incoming.url ?? "");
      const request = { what, headers: incoming.headers, body: Buffer.concat(parts).toString() };
      const given = answer(request, asked.push(request) - 1);
      if (typeof given === "function") {
        given(response);
      } else {
        response.writeHead(200).end(typeof given === "string" ? given : JSON.stringify(given));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  try {
    return await body({
      sts: url,
      locations: { ...nowhere, metadata: url },
      asked,
      whats: () => asked.map(({ what }) => what),
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

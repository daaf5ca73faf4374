import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { type Authorization, parseAuthorization, signatureOf3 } from "../emulator/v3/protocol/signature.ts";

/**
 * Runs a body with an HTTP proxy on loopback that hands every request to the emulator, whatever host the request names. A client that can
 * be told no endpoint, only a domain, reaches the emulator so. The emulator refuses names that are not its own, and a signature covers
 * the name: so the proxy signs the request again.
 *
 * @param to The emulator's endpoint of API 3.0.
 * @param secretKey The key that the client signs with.
 */
export async function withSigningProxy<T>(
  to: string,
  secretKey: string,
  body: (url: string) => Promise<T>,
): Promise<T> {
  const { hostname, port, host } = new URL(to);
  const server = createServer(async (incoming, outgoing) => {
    try {
      const content = await buffer(incoming);
      const authorization = parseAuthorization(String(incoming.headers.authorization));
      if (authorization === undefined) {
        throw new Error("a request without a signature");
      }
      const headers = signedFor(host, incoming, content, { ...authorization, secretKey });
      const forwarded = request({ hostname, port, method: "POST", path: "/", headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      forwarded.on("error", () => outgoing.destroy());
      forwarded.end(content);
    } catch {
      outgoing.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** The headers of a request with another host, and its signature. */
function signedFor(
  host: string,
  { headers }: IncomingMessage,
  body: Buffer,
  { signedHeaders, service, signature, secretKey }: Authorization & { readonly secretKey: string },
): Record<string, string> {
  const moved = { ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])), host };
  const timestamp = Number(headers["x-tc-timestamp"]);
  const signed = { method: "POST", path: "/", query: "", headers: moved, body, timestamp };
  const mine = signatureOf3(signed, signedHeaders, service, secretKey);
  return { ...moved, authorization: String(headers.authorization).replace(signature, mine) };
}

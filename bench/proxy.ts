import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** Runs a body with an HTTP proxy on loopback that hands every request to one server, whatever host the request names. */
export async function withForwardProxy<T>(to: string, body: (url: string) => Promise<T>): Promise<T> {
  const { hostname, port } = new URL(to);
  const server = createServer((incoming, outgoing) => {
    const { pathname, search } = new URL(incoming.url ?? "", to);
    const { method, headers } = incoming;
    const forwarded = request({ hostname, port, method, headers, path: pathname + search }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

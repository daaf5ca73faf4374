import { createServer, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** One CONNECT as it arrived. */
export interface Connect {
  /** `host:port` that was asked for. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

/** A proxy on loopback that connects every target to one and the same port of this machine. */
export interface ConnectProxy {
  readonly port: number;
  readonly connects: Connect[];
}

/**
 * Runs a body with such a proxy, and ends the proxy with all its connections.
 *
 * @param options `to`: the port behind it; `answer`: the status line's number and text in place of `200 OK`; `silent`: none comes; `tunnel`: what becomes of a
 *   connection that was granted, in place of handing everything on.
 */
export async function withConnectProxy<T>(
  options: { to: number; answer?: string; silent?: boolean; tunnel?: (socket: Socket) => void },
  body: (proxy: ConnectProxy) => Promise<T>,
): Promise<T> {
  const sockets = new Set<Socket>();
  const connects: Connect[] = [];
  const server = createServer((_request, response) => void response.writeHead(405).end());
  server.on("connection", (socket) => sockets.add(socket));
  server.on("connect", (request, socket: Socket, head: Buffer) => {
    connects.push({ target: request.url ?? "", headers: request.headers });
    socket.on("error", () => {});
    if (options.silent === true) {
      return;
    }
    socket.write(`HTTP/1.1 ${options.answer ?? "200 OK"}\r\n\r\n`);
    if (options.answer !== undefined) {
      socket.end();
    } else if (options.tunnel !== undefined) {
      options.tunnel(socket);
    } else {
      const behind = connect(options.to, "127.0.0.1");
      sockets.add(behind);
      behind.on("error", () => socket.destroy());
      behind.write(head);
      behind.pipe(socket).pipe(behind);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await body({ port: (server.address() as AddressInfo).port, connects });
  } finally {
    for (const socket of sockets) {
      socket.destroy();
    }
    await new Promise((resolve) => server.close(resolve));
  }
}

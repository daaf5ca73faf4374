import { connect, type Server } from "node:net";

/** How often the engine's address is tried, in milliseconds. */
const INTERVAL_MS = 10_000;

/** The engine's gRPC address: what the SDK's dynamic host gets as its first argument, and undefined in every other process. */
export function engineAddress(): string | undefined {
  const [, script, address = ""] = process.argv;
  const isHost = /dynamic-provider/.test(script ?? "") && /^(?:127\.0\.0\.1|localhost|\[::1\]):\d+$/.test(address);
  return isHost ? address : undefined;
}

/**
 * Ends the dynamic host after its engine. A CLI that is killed leaves this process behind: the server in it waits for calls for ever,
 * and a line that is printed meets a broken pipe, whose error the SDK prints, and so on.
 *
 * Operations of other packages may run in the same process, so nothing is cut off: the server only stops keeping the process alive,
 * and Node.js ends by itself when nothing else does. The engine is gone when nobody listens at its address any more; its end is not
 * announced, and the parent process is a shell that waits for this one.
 */
export function endAfterEngine(): void {
  const address = engineAddress();
  if (address === undefined || isWatched()) {
    return;
  }
  const [, host = "", port = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", () => silence(stream));
  }
  const timer = setInterval(() => {
    const socket = connect({ host, port: Number(port) });
    socket.setTimeout(INTERVAL_MS, () => socket.destroy());
    socket.on("connect", () => socket.destroy());
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED") {
        clearInterval(timer);
        silence(process.stdout);
        silence(process.stderr);
        releaseServer();
      }
    });
  }, INTERVAL_MS);
  timer.unref();
}

/** Whether this was called before in the process, perhaps by another copy of the package. */
function isWatched(): boolean {
  const mark = Symbol.for("pulumi-qcloud-vpn.endAfterEngine");
  const marked = process as unknown as Record<symbol, boolean>;
  const before = marked[mark] === true;
  marked[mark] = true;
  return before;
}

/** Makes a stream whose reader is gone take everything and write nothing. */
function silence(stream: NodeJS.WriteStream): void {
  stream.write = (...given: unknown[]): boolean => {
    const done = given.at(-1);
    if (typeof done === "function") {
      process.nextTick(done);
    }
    return true;
  };
}

/** Lets the SDK's gRPC server, which no public interface hands out, no longer keep the process alive. */
function releaseServer(): void {
  const { _getActiveHandles: handles } = process as unknown as { _getActiveHandles?: () => object[] };
  for (const handle of handles?.call(process) ?? []) {
    if (handle.constructor.name === "Http2Server") {
      (handle as Server).unref();
    }
  }
}

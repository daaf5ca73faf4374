import { connect, type Server } from "node:net";

/** Interval between connections to the engine, in milliseconds. */
const INTERVAL_MS = 10_000;

/** The engine's gRPC address, from the first argument of the SDK's dynamic host; undefined in every other process. */
export function engineAddress(): string | undefined {
  const [, script, address = ""] = process.argv;
  const isHost = /dynamic-provider/.test(script ?? "") && /^(?:127\.0\.0\.1|localhost|\[::1\]):\d+$/.test(address);
  return isHost ? address : undefined;
}

/**
 * Ends the dynamic host after its engine. A killed CLI leaves this process behind: its server waits for calls forever, and a printed line
 * causes an EPIPE error, which the SDK prints in turn.
 *
 * Operations of other packages may run in this process, so it is not ended directly: the server stops keeping it alive, and Node.js ends
 * when nothing else does. The engine has ended when its address refuses connections; nothing else shows that, because the parent process is
 * a shell that waits for this one.
 */
export function endAfterEngine(): void {
  const address = engineAddress();
  if (address !== undefined && !isWatched()) {
    onEngineGone(address, releaseServer);
  }
}

/**
 * Calls a function once when the engine has ended, and discards what is printed from then on. The timer does not keep the process alive.
 *
 * @param address The engine's gRPC address.
 */
export function onEngineGone(address: string, onGone: () => void): void {
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
        onGone();
      }
    });
  }, INTERVAL_MS);
  timer.unref();
}

/** Whether this function, or that of another copy of the package, was called before in this process. */
function isWatched(): boolean {
  const mark = Symbol.for("pulumi-qcloud-vpn.endAfterEngine");
  const marked = process as unknown as Record<symbol, boolean>;
  const before = marked[mark] === true;
  marked[mark] = true;
  return before;
}

/** Makes a stream discard everything, because its reader is gone. */
function silence(stream: NodeJS.WriteStream): void {
  stream.write = (...given: unknown[]): boolean => {
    const done = given.at(-1);
    if (typeof done === "function") {
      process.nextTick(done);
    }
    return true;
  };
}

/** Stops the SDK's gRPC server, which has no public interface, from keeping the process alive. */
function releaseServer(): void {
  const { _getActiveHandles: handles } = process as unknown as { _getActiveHandles?: () => object[] };
  for (const handle of handles?.call(process) ?? []) {
    if (handle.constructor.name === "Http2Server") {
      (handle as Server).unref();
    }
  }
}

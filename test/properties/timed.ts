import assert from "node:assert/strict";
import type { Host } from "./processes.ts";
import type { QuietTime } from "./time.ts";

type Properties = Record<string, unknown>;

/** What an operation may take beyond its time: the answer to a last request that was sent just before its end. */
const GRACE_MS = 3000;
const DEFAULT_MS = 15 * 60_000;

/** The same functions, each held to the time that its arguments allow. */
export function timed(host: Host, time: QuietTime): Host {
  const within = async <T>(
    method: "create" | "read" | "update" | "delete",
    props: Properties,
    call: () => Promise<T>,
  ): Promise<T> => {
    const start = time.now;
    const allowed = seconds(
      (props["timeouts"] as Record<string, string> | undefined)?.[method] ??
        process.env[`QCLOUD_TIMEOUT_${method.toUpperCase()}`],
    );
    try {
      return await call();
    } finally {
      const took = time.now - start;
      assert.ok(took <= allowed + GRACE_MS, `${method} took ${took} ms where ${allowed} ms are allowed`);
    }
  };
  const limited = <M extends Host["userGateway"]>(of: M): M => ({
    ...of,
    configure(request: Parameters<M["configure"]>[0]) {
      const methods = of.configure(request);
      return {
        ...methods,
        create: (inputs: Properties) => within("create", inputs, () => methods.create(inputs)),
        read: (id: string, props: Properties) => within("read", props, () => methods.read(id, props)),
        update: (id: string, olds: Properties, news: Properties) =>
          within("update", news, () => methods.update(id, olds, news)),
        delete: (id: string, props: Properties) => within("delete", props, () => methods.delete(id, props)),
      };
    },
  });
  return { ...limited(host), userGateway: limited(host.userGateway) };
}

const seconds = (text: string | undefined): number =>
  text === undefined ? DEFAULT_MS : Number(text.replace("s", "")) * 1000;

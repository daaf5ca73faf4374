import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { type Emulator, startEmulator } from "../../../emulator/index.ts";

/** A cloud of two regions that has no unified ids: each region counts its things from the same numbers. */
export interface NumberedCloud {
  readonly url: string;
  readonly regions: Readonly<Record<"ap-guangzhou" | "ap-shanghai", Emulator>>;
}

/** Runs something with such a cloud: an emulator for each region behind one endpoint that leaves out unified ids. */
export async function withNumberedCloud<T>(run: (cloud: NumberedCloud) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "numbered-cloud-"));
  const guangzhou = await startEmulator({ taskMs: 100 });
  const shanghai = await startInShanghai(join(folder, "shanghai.json"));
  const server = createServer((incoming, response) => {
    const answer = async (): Promise<void> => {
      const body = await buffer(incoming);
      const isShanghai = /\bRegion=(?:sh|ap-shanghai)(?:&|$)/.test(`${incoming.url}&${body.toString("utf8")}`);
      const target = new URL((isShanghai ? shanghai : guangzhou).url);
      const { url: path, method, headers } = incoming;
      const forwarded = request({ host: target.hostname, port: target.port, path, method, headers, agent: false });
      forwarded.end(body);
      const [given] = await once(forwarded, "response");
      response.writeHead(given.statusCode, { "content-type": given.headers["content-type"] });
      response.end(withoutUnifiedIds(await text(given)));
    };
    answer().catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const address = server.address();
    const port = typeof address === "object" ? address?.port : "";
    const regions = { "ap-guangzhou": guangzhou, "ap-shanghai": shanghai };
    return await run({ url: `http://127.0.0.1:${port}/v2/index.php`, regions });
  } finally {
    server.close();
    server.closeAllConnections();
    await Promise.all([guangzhou.stop(), shanghai.stop()]);
    await rm(folder, { recursive: true, force: true });
  }
}

/** An emulator whose first resources are in the other region. */
async function startInShanghai(data: string): Promise<Emulator> {
  const first = await startEmulator({ data });
  await first.stop();
  await writeFile(data, (await readFile(data, "utf8")).replaceAll("ap-guangzhou", "ap-shanghai"));
  return await startEmulator({ data, taskMs: 100 });
}

const withoutUnifiedIds = (body: string): string =>
  JSON.stringify(JSON.parse(body, (key, value) => (/^(?:un[A-Z]\w*Id|uniqVpcId)$/.test(key) ? undefined : value)));

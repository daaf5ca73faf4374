import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { vpnConnection } from "../../../provider/hosts/dynamic/host.ts";
import { account } from "./account.ts";
import type { Place } from "./cloud.ts";
import type { Assignment, Memory } from "./memory.ts";
import { tunnelArgs } from "./tunnel-args.ts";

const [{ url, places, warm }] = (await once(process, "message")) as [Assignment];
const settings: Record<string, string> = {
  "qcloud:endpoint": url,
  "qcloud:secretId": account.secretId,
  "qcloud:secretKey": account.secretKey,
};
const api = vpnConnection.configure({ config: { get: (key) => settings[key] } });

interface Made {
  readonly id: string;
  readonly outs: Record<string, unknown>;
}

async function create(place: Place): Promise<Made> {
  const { inputs } = await api.check(
    {},
    {
      ...place,
      ...tunnelArgs,
      __urn: `organization:urn:pulumi:dev::bench::pulumi-nodejs:dynamic/qcloud:VpnConnection::${place.userGwId}`,
    },
  );
  return await api.create(inputs);
}

const remove = ({ id, outs }: Made): Promise<void> => api.delete(id, outs);

function inUse(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const first = await Promise.all(places.slice(0, warm).map(create));
await Promise.all(first.map(remove));
const made = await Promise.all(places.slice(warm).map(create));
process.send?.("tunnels stand");
await sleep(300);
const before = inUse();
const removed = Promise.all(made.map(remove));
await sleep(2500);
const waiting = inUse();
await removed;
await sleep(300);
const after = inUse();
const each = (bytes: number): number => Math.round(bytes / made.length);
process.send?.({ waiting: each(waiting - before), kept: each(after - before) } satisfies Memory);
// It stays until its parent has read that and ends it: an exit could overtake the message.
process.on("message", () => {});

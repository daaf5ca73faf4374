#!/usr/bin/env node
/** The executable `pulumi-resource-qcloud`, which the engine starts and which prints the port of its server. */
import "../util/node-version.ts";
import { onEngineGone } from "../hosts/engine-process.ts";
import { servePlugin } from "../hosts/plugin/server.ts";
import { pluginParts } from "./parts.ts";

let isWatched = false;
const engineAddress = process.argv.slice(2).findLast((word) => !word.startsWith("-"));
const plugin = await servePlugin({
  ...pluginParts,
  engineAddress,
  // A killed CLI leaves this process behind. Calls that are running end with the process.
  onEngine: (address) => {
    if (!isWatched) {
      isWatched = true;
      onEngineGone(address, () => plugin.close());
    }
  },
});
console.log(String(plugin.port));

import { createRequire } from "node:module";
import type { PluginParts } from "../hosts/plugin/server.ts";
import { functions } from "./functions.ts";

/** Of the source tree, of the published package, and of the file of one piece: each has a package.json of this name. */
const { version } = createRequire(import.meta.url)("pulumi-qcloud-vpn/package.json") as { version: string };

/** What the plugin is made of. */
export const pluginParts: PluginParts = {
  version,
  schema: async () => {
    const { default: schema } = await import("./schema.json", { with: { type: "json" } });
    return JSON.stringify({ ...schema, version });
  },
  functions,
};

import { readFileSync } from "node:fs";
import type { PluginParts } from "../hosts/plugin/server.ts";
import { functions } from "./functions.ts";

/** The package's version; package.json is two folders up in the source tree and three in the published package. */
function version(): string {
  for (const path of ["../../package.json", "../../../package.json"]) {
    try {
      const text = readFileSync(new URL(path, import.meta.url), "utf8");
      return String((JSON.parse(text) as { version?: unknown }).version);
    } catch {
      // It is in the other folder.
    }
  }
  return "0.0.0";
}

/** What the plugin is made of. */
export const pluginParts: PluginParts = {
  version: version(),
  schema: async () => {
    const { default: schema } = await import("./schema.json", { with: { type: "json" } });
    return JSON.stringify({ ...schema, version: version() });
  },
  functions,
};

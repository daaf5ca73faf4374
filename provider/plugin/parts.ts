import { readFileSync } from "node:fs";
import type { PluginParts } from "../hosts/plugin/server.ts";
import { functions } from "./functions.ts";

/** The package's folder, from `dist/provider/plugin` and from `provider/plugin`. */
const packageFiles = ["../../package.json", "../../../package.json"].map((path) => new URL(path, import.meta.url));

const { version } = JSON.parse(readPackage()) as { version: string };

function readPackage(): string {
  for (const file of packageFiles) {
    try {
      return readFileSync(file, "utf8");
    } catch {}
  }
  throw new Error("package.json was not found");
}

/** What the plugin is made of. */
export const pluginParts: PluginParts = {
  version,
  schema: async () => {
    const { default: schema } = await import("./schema.json", { with: { type: "json" } });
    return JSON.stringify({ ...schema, version });
  },
  functions,
};

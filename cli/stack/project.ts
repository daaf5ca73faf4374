import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const FILES = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/**
 * The project of a folder, as the Pulumi CLI finds it: in the folder or the nearest one above.
 * @returns its name, empty where it cannot be read; undefined outside a project.
 */
export function projectName(folder: string): string | undefined {
  for (const file of FILES) {
    try {
      return nameIn(readFileSync(join(folder, file), "utf8"));
    } catch {
      // Not here.
    }
  }
  const above = dirname(folder);
  return above === folder ? undefined : projectName(above);
}

/** The name is only compared with a hash, so a misread one proves nothing: no YAML parser is needed. */
function nameIn(text: string): string {
  try {
    return String((JSON.parse(text) as { name?: unknown }).name ?? "");
  } catch {
    return /^name\s*:\s*["']?([^\s"'#]+)/m.exec(text)?.[1] ?? "";
  }
}

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const FILES = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/** A Pulumi project. */
export interface Project {
  /** Its name; empty where it cannot be read. */
  readonly name: string;
}

/** The project that a folder belongs to: its own, or that of the nearest folder above, as the CLI looks for it. */
export function findProject(folder: string): Project | undefined {
  for (const file of FILES) {
    const text = readIfThere(join(folder, file));
    if (text !== undefined) {
      return { name: nameIn(text) };
    }
  }
  const above = dirname(folder);
  return above === folder ? undefined : findProject(above);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** The name is only ever held against a hash, so that a misread one proves nothing and does no harm: no YAML parser is needed. */
function nameIn(text: string): string {
  try {
    return String((JSON.parse(text) as { name?: unknown }).name ?? "");
  } catch {
    return /^name\s*:\s*["']?([^\s"'#]+)/m.exec(text)?.[1] ?? "";
  }
}

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const FILES = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/** The project of a folder: its own, or that of the nearest folder above, as the Pulumi CLI finds it. */
export function findProject(
  folder: string,
): { /** Empty where it cannot be read. */ readonly name: string } | undefined {
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

/** The name is only compared with a hash, so a misread one proves nothing: no YAML parser is needed. */
function nameIn(text: string): string {
  try {
    return String((JSON.parse(text) as { name?: unknown }).name ?? "");
  } catch {
    return /^name\s*:\s*["']?([^\s"'#]+)/m.exec(text)?.[1] ?? "";
  }
}

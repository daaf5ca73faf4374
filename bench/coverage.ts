import { type Case, casesWithout, describeRate, matrix } from "./cases.ts";
import type { Result } from "./report.ts";

const listed = (texts: readonly string[]): string => new Intl.ListFormat("en-GB").format(texts);

/** Cases by name, each with a text about the cases of that name; names whose texts are alike stand together. */
function grouped(cases: readonly Case[], nameOf: (one: Case) => string, textOf: (of: readonly Case[]) => string) {
  const named = [...Map.groupBy(cases, nameOf)].map(([name, of]) => ({ name, text: textOf(of) }));
  return [...Map.groupBy(named, ({ text }) => text)].map(
    ([text, of]) => [listed(of.map(({ name }) => name)), text] as const,
  );
}

/** How much of the whole matrix there are results of, and what is missing: one sentence. */
export function coverage(results: readonly Result[]): string {
  const missing = casesWithout(matrix, results);
  const held = matrix.length - missing.length;
  if (missing.length === 0) {
    return `All ${held} cases that \`npm run bench\` knows.`;
  }
  const tasks = (of: readonly Case[]): string => `tasks of ${listed(of.map(({ taskMs }) => String(taskMs / 1000)))} s`;
  const sizes = (of: readonly Case[]): string =>
    grouped(of, ({ tunnels, parallel }) => `${tunnels} by ${parallel}`, tasks)
      .map(([names, text]) => `${names} (${text})`)
      .join(", ");
  const parts = grouped(missing, describeRate, sizes).map(([names, text]) => `with ${names}, ${text}`);
  return `${held} of the ${matrix.length} cases that \`npm run bench\` knows; not measured were, as tunnels by tunnels at once: ${parts.join("; ")}.`;
}

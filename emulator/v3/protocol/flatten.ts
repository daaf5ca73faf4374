/** The parameters of a JSON body by name, as a query would name them, for faults and the log of calls. */

/** Deeper parts are left out: no action has any. */
const maxDepth = 8;

/** Texts, numbers and booleans by names such as `VpnConnectionIds.0` and `Filters.0.Name`. */
export function flatten(value: unknown): Map<string, string> {
  const parameters = new Map<string, string>();
  collect(parameters, "", value, 0);
  return parameters;
}

function collect(parameters: Map<string, string>, name: string, value: unknown, depth: number): void {
  if (typeof value === "object" && value !== null) {
    if (depth < maxDepth) {
      for (const [key, part] of Object.entries(value)) {
        collect(parameters, name === "" ? key : `${name}.${key}`, part, depth + 1);
      }
    }
  } else if (name !== "") {
    parameters.set(name, String(value));
  }
}

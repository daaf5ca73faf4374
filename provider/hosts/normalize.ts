/**
 * Normalizes everything that is returned, thrown or logged for the engine.
 *
 * gRPC requires well-formed Unicode. With a lone surrogate in an error, no answer is ever sent. With one in a value, or with `undefined` or
 * another value that JSON does not have, the engine refuses the whole answer, and a new resource is not in the state.
 */
export function normalize<T>(value: T): T {
  return plain(value) as T;
}

function plain(value: unknown): unknown {
  switch (typeof value) {
    case "string":
      return value.toWellFormed();
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "bigint":
      return String(value);
    case "boolean":
      return value;
    case "object":
      return value === null ? null : Array.isArray(value) ? plainList(value) : plainObject(value);
    default:
      return undefined;
  }
}

const plainList = (list: unknown[]): unknown[] => list.map(plain).filter((inner) => inner !== undefined);

function plainObject(value: object): object {
  const entries = Object.entries(value).map(([key, inner]) => [key.toWellFormed(), plain(inner)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

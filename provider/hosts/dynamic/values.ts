/**
 * What leaves the lifecycle, as the wire to the engine can carry it; everything that is returned, thrown or logged passes here.
 *
 * gRPC carries well-formed Unicode alone. Half a surrogate pair in an error makes its encoding throw, and no answer is ever sent; in a
 * value it makes the engine refuse the whole answer, and what was created is not in the state. The same goes for `undefined` and for
 * what JSON has no form for.
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

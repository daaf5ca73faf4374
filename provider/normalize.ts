/**
 * What the lifecycle returns on its way to the host: without `undefined` anywhere (it would orphan the resource or hang the
 * update), without anything that the host cannot carry, and without a prototype.
 */
export function normalize(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [key, plain(inner)]),
  );
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((inner) => inner !== undefined).map(plain);
  }
  if (typeof value === "object" && value !== null) {
    return normalize(value);
  }
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

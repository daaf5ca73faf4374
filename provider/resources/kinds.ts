/** What an argument must be. */
export interface Kind {
  /** Completes a sentence that begins with the name of the argument. */
  readonly wanted: string;
  readonly fits: (value: unknown) => boolean;
  readonly isRequired?: true;
}

/** What each argument of something must be. */
export type Kinds<K extends PropertyKey = string> = Readonly<Record<K, Kind>>;

export const FLAG: Kind = { wanted: "must be true or false", fits: (value) => typeof value === "boolean" };

export const required = (kind: Kind): Kind => ({ ...kind, isRequired: true });

/**
 * What is wrong with arguments, one sentence for each of them. Null counts as left out. No sentence repeats a value, which may be a secret.
 * @param owner What the arguments belong to; completes "is not an argument of".
 * @param prefix Comes before the name of each argument.
 * @param suggestions Names that users write, and the names that they probably mean.
 */
export function problemsOf(
  given: object,
  kinds: Kinds,
  owner: string,
  { prefix = "", suggestions = {} }: { prefix?: string; suggestions?: Readonly<Record<string, string>> } = {},
): string[] {
  const values = new Map(Object.entries(given));
  const unknown = [...values.keys()].filter((key) => !Object.hasOwn(kinds, key));
  return [
    ...unknown.map((key) => {
      const advice = Object.hasOwn(suggestions, key) ? `; did you mean ${suggestions[key]}?` : "";
      return `${prefix}${key} is not an argument of ${owner}${advice}`;
    }),
    ...Object.entries(kinds).flatMap(([key, { wanted, fits, isRequired }]) => {
      const value = values.get(key) ?? undefined;
      if (value === undefined) {
        return isRequired ? [`${prefix}${key} is required`] : [];
      }
      return fits(value) ? [] : [`${prefix}${key} ${wanted}`];
    }),
  ];
}

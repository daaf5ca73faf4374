import { type ApiId, idText } from "../../provider/api/index.ts";
import { isMarkedName, NAME_MARK } from "../../provider/lifecycle/names.ts";
import { printable } from "../../provider/util/printable.ts";

/** Words that cannot be variables of a strict program, and those that the program uses itself. */
const TAKEN =
  "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield exports module require __dirname __filename pulumi config region options UserGateway VpnConnection".split(
    " ",
  );

/** Characters of a name that a resource's name keeps; the service allows 60 (docs/api.md 2.4). */
const LONGEST_NAME = 200;

/**
 * Makes names unique: a name that is taken gets a number.
 * @param separator between a name and its number.
 * @param taken names that cannot be used.
 */
export function uniqueNames(separator: string, taken: readonly string[] = []): (name: string) => string {
  const used = new Set(taken);
  return (name) => {
    let unique = name;
    for (let number = 2; used.has(unique); number += 1) {
      unique = `${name}${separator}${number}`;
    }
    used.add(unique);
    return unique;
  };
}

/** Names of variables in one program. */
export const variableNames = (): ((name: string) => string) => uniqueNames("", TAKEN);

/**
 * A resource's name from the name in the cloud: letters of any script, digits, dots, dashes and underscores. Without the number that some
 * services put before a name, and without the mark of this package.
 * @param name as the service shows it.
 * @param id its id, which is the name where no other is left.
 */
export function resourceName(name: string, id: ApiId): string {
  const own = id.legacy !== "" && name.startsWith(`${id.legacy}_`) ? name.slice(id.legacy.length + 1) : name;
  const bare = isMarkedName(own) ? own.slice(0, own.lastIndexOf(NAME_MARK)) : own;
  const spelled = [...printable(bare)]
    .slice(0, LONGEST_NAME)
    .join("")
    .normalize("NFC")
    .replaceAll(/[^\p{L}\p{M}\p{N}._-]+/gu, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "");
  return spelled || idText(id);
}

/**
 * The letters and digits of variables: Latin, Greek, Cyrillic, Japanese, Chinese and Korean ones that every version of Unicode has. A
 * compiler may not know the ones of newer versions.
 */
const LETTERS = /[A-Za-z0-9_\u00c0-\u024f\u0370-\u052f\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]+/gu;

/**
 * A variable's name from that of a resource: `hangzhouOffice` from `Hangzhou office`, `杭州办公室` as it is.
 * @param fallback the first word of a name whose own first character cannot begin a variable.
 */
export function variableName(name: string, fallback: string): string {
  const words = name.normalize("NFC").match(LETTERS) ?? [];
  const joined = words
    .flatMap((word) => word.split(/[^\p{ID_Continue}]|_/u))
    .filter((word) => word !== "")
    .map((word, index) => (index === 0 ? lowerFirst(word) : upperFirst(word)))
    .join("");
  return /^\p{ID_Start}/u.test(joined) ? joined : `${fallback}${upperFirst(joined)}`;
}

/** The other case of a letter can be a letter of a newer version of Unicode: the word then stays as it is. */
const inLetters = (cased: string, word: string): string => (cased.match(LETTERS)?.[0] === cased ? cased : word);

/** A word in capitals becomes lower case as a whole. */
const lowerFirst = (word: string): string => {
  const lower = word === word.toUpperCase() ? word.toLowerCase() : (word[0]?.toLowerCase() ?? "") + word.slice(1);
  return inLetters(lower, word);
};

const upperFirst = (word: string): string => {
  const [first = "", ...rest] = word;
  return inLetters(first.toUpperCase() + rest.join(""), word);
};

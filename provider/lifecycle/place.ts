import { canonicalRegion } from "../api/index.ts";
import { isUnknown } from "./arguments/unknown.ts";

/** A place that only one resource can have: the pair of gateways of a tunnel, or the address of a peer gateway. */
export interface Place {
  readonly key: string;
  /** For messages, such as `the peer gateway at this address`. Contains no values, because they may be secret. */
  readonly text: string;
}

/** The region and other arguments as text; undefined if one of them is absent or unknown. */
export function knownArguments(inputs: object, ...names: string[]): string[] | undefined {
  const values = ["region", ...names].map((name) => (inputs as Readonly<Record<string, unknown>>)[name]);
  if (values.some((value) => value === undefined || value === null || value === "" || isUnknown(value))) {
    return undefined;
  }
  const [region = "", ...rest] = values.map((value) => String(value).trim());
  return [canonicalRegion(region.toLowerCase()), ...rest];
}

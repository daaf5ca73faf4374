/** Values on Pulumi's wire: secrets are wrapped, and what is not known yet is a text. */
import type { Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb.js";
import { UNKNOWN } from "../../lifecycle/arguments/unknown.ts";
import { normalize } from "../normalize.ts";
import { type Properties, SEED } from "../properties.ts";
import { isSecretValue, secretPathsIn, withSecretArguments } from "../secret-properties.ts";
import { Struct } from "./messages.ts";

/** The SDK's texts for unknown values that are not text: a boolean, a number, a list, an object (pulumi/sdk, plugin/rpc.go). */
const UNKNOWNS = [
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

/** What the engine tells in each call, and what is not stored: the URN, and the arguments that were given. */
const TOLD = [SEED, "__given", "__provider"];

/** The properties of a request as they are on the wire. */
export const wired = (struct: StructMessage | undefined): Properties => (struct?.toJavaScript() ?? {}) as Properties;

/** The properties of a request in clear, without what the request itself tells. */
export function received(struct: StructMessage | undefined): Properties {
  const entries = Object.entries(plain(wired(struct)) as Properties);
  return Object.fromEntries(entries.filter(([key]) => !TOLD.includes(key)));
}

/** The arguments of a program in clear, with the names of those that were given as secrets. */
export function receivedArguments(struct: StructMessage | undefined): Properties {
  const properties = received(struct);
  const given = properties["__secrets"];
  const paths = new Set([...(Array.isArray(given) ? (given as string[]) : []), ...secretPathsIn(wired(struct))]);
  return paths.size === 0 ? properties : { ...properties, __secrets: [...paths].sort() };
}

/** Inputs or outputs for an answer, with secrets wrapped. */
export function sent(properties: Properties): StructMessage {
  const entries = Object.entries(properties).filter(([key]) => !TOLD.includes(key));
  return toStruct(withSecretArguments(Object.fromEntries(entries)));
}

export const toStruct = (properties: Properties): StructMessage =>
  Struct.fromJavaScript(normalize(properties) as Parameters<typeof Struct.fromJavaScript>[0]);

/** Without the wrappings of secrets, and without null. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value !== "object" || value === null) {
    return UNKNOWNS.includes(String(value)) ? UNKNOWN : value;
  }
  if (isSecretValue(value)) {
    return plain(value.value);
  }
  const entries = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, plain(inner)]));
}

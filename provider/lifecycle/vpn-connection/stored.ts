import {
  bothForms,
  hidden,
  id,
  nameAs,
  partOf,
  type Reader,
  recordOf,
  stored,
  text,
  texts,
  timeouts,
} from "../state.ts";
import type { Outputs } from "./inputs.ts";

const setting: Reader<string | number> = (value) =>
  typeof value === "string" || Number.isFinite(value) ? (value as string | number) : undefined;

export const origin = partOf({
  endpoint: text,
  secretIdHash: text,
  vpc: bothForms,
  vpnGw: bothForms,
  userGw: bothForms,
  vpnConn: bothForms,
  nameAs,
});

const READERS: { readonly [K in keyof Outputs]-?: Reader<unknown> } = {
  region: text,
  vpcId: id,
  vpnGwId: id,
  userGwId: id,
  vpnConnName: text,
  preSharedKey: text,
  userGwCidrBlock: texts,
  spdAcl: recordOf(texts),
  ikeSet: recordOf(setting),
  ipsecSet: recordOf(setting),
  vpnConnId: id,
  timeouts,
  status: text,
  netStatus: text,
  vpnGwAddress: text,
  userGwAddress: text,
  sourceCidr: texts,
  destinationCidr: texts,
  createTime: text,
  __origin: origin,
  ...hidden,
};

/** Parses the outputs in the state of a tunnel. */
export const storedOutputs = (state: unknown): Partial<Outputs> => stored<Outputs>(READERS, state);

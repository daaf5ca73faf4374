/** The first resources of an account. */

import { randomInt } from "node:crypto";
import type { Credential } from "./model.ts";
import type { Store } from "./store.ts";

/** The key pair that every emulator accepts. */
export const defaultCredential: Credential = {
  secretId: "emulator-secret-id",
  secretKey: "emulator-secret-key",
  token: null,
  account: "emulator-secret-id",
};

/** Unified ids of an account's first resources. */
export interface SeedIds {
  /** Unified id of the VPC. */
  readonly vpc: string;
  /** Unified id of the VPN gateway, which is running. */
  readonly gateway: string;
  /** Unified id of the peer gateway. */
  readonly userGateway: string;
}

/** The ids of the default account, from the vendor's pages (docs/api.md 2.2). */
const defaultIds: SeedIds = { vpc: "vpc-03vihbk9", gateway: "vpngw-dystbrkv", userGateway: "cgw-e098slul" };

/** The region of an account's first resources. */
export const defaultRegion = "ap-guangzhou";

/**
 * Creates a VPC, a running VPN gateway and a peer gateway in ap-guangzhou for a new account. Ids are unique across
 * accounts, as in the real cloud; those of the default account are always the same.
 *
 * @returns the ids; `undefined` for an account that already had its first resources.
 */
export function seedAccount(store: Store, account: string, now: number): SeedIds | undefined {
  if (store.accounts.has(account)) {
    return undefined;
  }
  store.accounts.add(account);
  const isDefault = account === defaultCredential.account;
  const ids: SeedIds = isDefault
    ? defaultIds
    : { vpc: store.newId("vpc"), gateway: store.newId("vpngw"), userGateway: store.newId("cgw") };
  const owned = { account, region: defaultRegion, createdAt: now };
  store.vpcs.add({
    ...owned,
    id: ids.vpc,
    number: store.newNumber("vpc"),
    name: "emulator-vpc",
    cidr: "10.0.0.0/16",
    isDefault: true,
  });
  const number = store.newNumber("gateway");
  store.gateways.add({
    ...owned,
    id: ids.gateway,
    number,
    vpc: ids.vpc,
    name: "emulator-gateway",
    bandwidth: 5,
    address: gatewayAddress(number),
    slaAddress: "169.254.112.1",
    dealId: String(randomInt(1e6, 1e7)),
    autoRenew: false,
    expiresAt: null,
    runsAt: 0,
    version: "3.0",
    type: "IPSEC",
    bgpAsn: null,
  });
  const peer = store.newNumber("userGateway");
  store.userGateways.add({
    ...owned,
    id: ids.userGateway,
    number: peer,
    name: "emulator-peer",
    address: `198.51.100.${1 + (peer % 253)}`,
    bgpAsn: null,
    tags: [],
  });
  store.changed();
  return ids;
}

/** A public address for a VPN gateway, from a network that is reserved for documentation or tests (RFC 5737, RFC 2544). */
export function gatewayAddress(number: number): string {
  return number < 600
    ? `203.0.113.${1 + (number % 253)}`
    : `198.18.${Math.floor(number / 253) % 256}.${1 + (number % 253)}`;
}

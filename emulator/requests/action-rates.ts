/**
 * The rates of API 3.0, which are counted for each action and sub-account in whole seconds: calls above the number are
 * refused at once, and the next second starts anew (vendor doc 1278/109059). A key pair counts as a sub-account here.
 */

/** The calls per second that the vendor documents for each action (docs/api-3.md 2.5; for GetCallerIdentity 1150/49453). */
export const documentedRates: Readonly<Record<string, number>> = {
  CreateVpnConnection: 100,
  DescribeVpnConnections: 100,
  // The international page of 2025-11; an older Chinese copy has 20.
  ModifyVpnConnectionAttribute: 100,
  DeleteVpnConnection: 100,
  ResetVpnConnection: 100,
  DescribeVpcTaskResult: 20,
  CreateCustomerGateway: 100,
  DeleteCustomerGateway: 100,
  DescribeVpnGateways: 300,
  DescribeVpcs: 100,
  GetCallerIdentity: 20,
};

/** Counts the calls of the present second. */
export class ActionRates {
  #second = Number.NEGATIVE_INFINITY;
  readonly #calls = new Map<string, number>();

  /** Counts one call; false when the action has had its number in this second. */
  take(secretId: string, action: string, perSecond: number, now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#calls.clear();
    }
    const key = JSON.stringify([secretId, action]);
    const calls = this.#calls.get(key) ?? 0;
    if (calls >= perSecond) {
      return false;
    }
    this.#calls.set(key, calls + 1);
    return true;
  }
}

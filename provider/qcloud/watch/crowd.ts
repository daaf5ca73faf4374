import type { VpnConnRef } from "../types.ts";
import { keyOf, type Question, type Readings } from "./readings.ts";

/** One page that serves more than so many is cheaper than asking for each. */
export const worthAPage = 3;

/** Whether the answer to a question tells of a tunnel. */
export function covers(question: Question, tunnel: VpnConnRef | undefined): boolean {
  if (tunnel === undefined) return false;
  return question.vpnGwId === undefined || (question.vpnGwId === tunnel.vpnGwId && question.vpcId === tunnel.vpcId);
}

/** How many waits, looks and lists of one account in one region are under way, and which list serves them best. */
export class Crowd {
  readonly #readings: Readings;
  readonly #active = new Map<string, number>();

  /** @param readings What is known of the lists. */
  constructor(readings: Readings) {
    this.#readings = readings;
  }

  /** One more, or one less, that a question covers. */
  count(question: Question | undefined, by: 1 | -1): void {
    if (question === undefined) return;
    for (const key of new Set([keyOf(question), keyOf({})])) {
      this.#active.set(key, (this.#active.get(key) ?? 0) + by);
    }
  }

  /** How many are under way that a question covers. */
  activeOn(question: Question): number {
    return this.#active.get(keyOf(question)) ?? 0;
  }

  /** Calls that a reading takes for each that it serves; one page, where it was never read. */
  callsEach(question: Question): number {
    const count = this.activeOn(question);
    return (this.#readings.pages(question) ?? Math.ceil(count / 50)) / count;
  }

  /** The list that serves a tunnel for the fewest calls each, or none where asking for it alone is no dearer. */
  questionFor(tunnel: VpnConnRef | undefined): Question | undefined {
    if (tunnel === undefined || this.activeOn({}) <= worthAPage) return undefined;
    const { vpcId, vpnGwId } = tunnel;
    let best: Question | undefined;
    let lowest = 1 / worthAPage;
    for (const question of [{ vpcId, vpnGwId }, {}]) {
      if (!this.#readings.isUsable(question)) continue;
      const each = this.callsEach(question);
      if (each < lowest) {
        best = question;
        lowest = each;
      }
    }
    return best;
  }
}

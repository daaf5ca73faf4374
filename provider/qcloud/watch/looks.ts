import type { Scope } from "../client.ts";
import { sameId } from "../ids.ts";
import { unreliable } from "../paging.ts";
import type { Look, VpnConn, VpnConnRef } from "../types.ts";
import { lookVpnConn } from "../vpn-conn.ts";
import { type Crowd, worthAPage } from "./crowd.ts";
import type { Question, Readings, SharedReading } from "./readings.ts";

/**
 * So long, in milliseconds, a question waits for others who are about to ask the same, where several are under way; a look, as long for
 * each page of the list, or this part of the time that a task takes, since those that began together end together, and as much again for
 * each page.
 */
const gatherMs = { least: 60, most: 500 };
const gatherPart = 0.01;

/** A list that changes while it is read is read so often, from the third time on after this many milliseconds for each time before. */
const readingsAtMost = 9;
const restMs = 50;

/** Looks at tunnels, and lists of them, that several want at the same time. */
export class Looks {
  readonly #readings: Readings;
  readonly #crowd: Crowd;
  readonly #taskMs: () => number;

  /** @param taskMs How long the tasks take that are waited for, as far as it is known; 0 otherwise. */
  constructor(readings: Readings, crowd: Crowd, taskMs: () => number) {
    this.#readings = readings;
    this.#crowd = crowd;
    this.#taskMs = taskMs;
  }

  /**
   * The tunnels that a question names, all of them, from a reading that begins after this call and may be shared with others. A list
   * that changes while it is read is read again.
   *
   * @throws QcloudTransportError when it still contradicts itself after that, since such a list proves nothing.
   */
  async list(scope: Scope, question: Question): Promise<readonly VpnConn[]> {
    this.#crowd.count(question, 1);
    try {
      const isAlone = this.#crowd.activeOn(question) <= worthAPage;
      for (let readings = 1; ; readings += 1) {
        const reading = await this.#readings.read(question, scope, isAlone ? 0 : gatherMs.least, true);
        if (reading === undefined) continue;
        const { entries, contradiction } = reading;
        if (contradiction === undefined) return entries;
        if (readings >= readingsAtMost) throw unreliable("DescribeVpnConn", readings, contradiction);
        if (readings >= 2) await new Promise((resolve) => setTimeout(resolve, restMs * readings));
      }
    } finally {
      this.#crowd.count(question, -1);
    }
  }

  /**
   * Looks for one tunnel; by its id, or in a list that is read after this call for several.
   *
   * @param absenceCounts Whether absence from such a list is an answer: from a complete one, which the tunnel was in before.
   *   Otherwise a tunnel that is not in the list is looked for by its id.
   */
  async look(scope: Scope, tunnel: VpnConnRef, absenceCounts: boolean): Promise<Look<VpnConn>> {
    this.#crowd.count(tunnel, 1);
    try {
      const question = this.#crowd.questionFor(tunnel);
      const reading = question && (await this.#tryReading(question, scope, this.#gatherMs(question), false));
      const found = reading?.entries.find(({ id }) => sameId(id, tunnel.vpnConnId));
      if (found !== undefined) return { found };
      const isComplete = reading !== undefined && reading.contradiction === undefined;
      if (isComplete && question !== undefined && absenceCounts) {
        if (this.#readings.hasListed(question, tunnel.vpnConnId)) return { absent: "empty-list" };
      }
      return await lookVpnConn(scope, tunnel.vpnConnId);
    } finally {
      this.#crowd.count(tunnel, -1);
    }
  }

  /** A reading that failed is nobody's failure: whoever needs an answer asks for itself then. */
  #tryReading(
    question: Question,
    scope: Scope,
    gather: number,
    atAnyCost: boolean,
  ): Promise<SharedReading | undefined> {
    return this.#readings.read(question, scope, gather, atAnyCost).catch(() => {
      scope.signal?.throwIfAborted();
      return undefined;
    });
  }

  #gatherMs(question: Question): number {
    const pages = this.#readings.pages(question) ?? 1;
    return Math.min(gatherMs.most, Math.max(gatherMs.least * pages, gatherPart * this.#taskMs() * (1 + pages)));
  }
}

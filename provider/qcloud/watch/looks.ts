import type { Scope } from "../client.ts";
import { isTimeoutError } from "../errors.ts";
import { sameId } from "../ids.ts";
import { unreliable } from "../paging.ts";
import type { Look, VpnConn, VpnConnRef } from "../types.ts";
import { lookVpnConn } from "../vpn-conn.ts";
import { type Crowd, worthAPage } from "./crowd.ts";
import { Gathering } from "./gathering.ts";
import type { Question, Readings, SharedReading } from "./readings.ts";
import { sleep } from "./sleep.ts";

/**
 * So long, in milliseconds, a question waits at least for others who are about to ask the same, where several are under way; a look, as
 * long for each page of the list, or this part of the time that a task takes, since those that began together end together, and as much
 * again for each page.
 */
const gatherMs = { least: 60, most: 500 };
const gatherPart = 0.01;

/** A list that changes while it is read is read so often, from the third time on after this many milliseconds for each time before. */
const readingsAtMost = 9;
const restMs = 50;

/** A look waits for a list three times as long as is slow, since it asks by the id afterwards: when the service is busy, that does not help. */
const slowFor = 3;

/** One that is read for several looks is read so often, after so many milliseconds. */
const sharedReadingsAtMost = 3;
const againMs = 20;

/** Looks at tunnels, and lists of them, that several want at the same time. */
export class Looks {
  readonly #readings: Readings;
  readonly #crowd: Crowd;
  readonly #gathering: Gathering;
  readonly #taskMs: () => number;

  /** @param taskMs How long the tasks take that are waited for, as far as it is known; 0 otherwise. */
  constructor(readings: Readings, crowd: Crowd, taskMs: () => number) {
    this.#readings = readings;
    this.#crowd = crowd;
    this.#gathering = new Gathering(readings, crowd);
    this.#taskMs = taskMs;
  }

  /**
   * The tunnels that a question names, all of them and possibly others, from a reading that begins after this call and may be shared. A
   * list that changes while it is read is read again.
   *
   * @throws QcloudTransportError when it still contradicts itself after that, since such a list proves nothing.
   */
  async list(scope: Scope, question: Question): Promise<readonly VpnConn[]> {
    this.#crowd.come(scope, question);
    try {
      const wide = await this.#listOfAll(scope, question);
      if (wide !== undefined) return wide;
      for (let readings = 1; ; readings += 1) {
        const least = this.#crowd.activeOn(question) <= worthAPage ? 0 : gatherMs.least;
        const gather = this.#gathering.for(question, least);
        const reading = await this.#readings.read(question, scope, { gather, atAnyCost: true });
        if (reading === undefined) continue;
        const { entries, contradiction } = reading;
        if (contradiction === undefined) return entries;
        if (readings >= readingsAtMost) throw unreliable("DescribeVpnConn", readings, contradiction);
        if (readings >= 2) await sleep(restMs * readings);
      }
    } finally {
      this.#crowd.go(question);
    }
  }

  /**
   * The list of the whole region in place of that of a gateway, where it is shared by enough others. Only one that is complete and shows
   * tunnels of the gateway counts.
   */
  async #listOfAll(scope: Scope, { vpcId, vpnGwId }: Question): Promise<readonly VpnConn[] | undefined> {
    if (vpcId === undefined || vpnGwId === undefined || !this.#readings.hasListedOn({}, vpnGwId)) return undefined;
    const question = this.#crowd.questionForLook({ vpcId, vpnGwId });
    if (question === undefined || question.vpnGwId !== undefined) return undefined;
    const reading = await this.#tryReading(scope, question, () => false);
    if (reading === undefined || reading.contradiction !== undefined) return undefined;
    return reading.entries.some(({ vpnGw }) => sameId(vpnGw, vpnGwId)) ? reading.entries : undefined;
  }

  /**
   * Reads one tunnel; by its id, or in a list that is read after this call for several. Absence from such a list proves nothing: the
   * tunnel is then read by its id.
   */
  async look(scope: Scope, tunnel: VpnConnRef): Promise<Look<VpnConn>> {
    this.#crowd.come(scope, tunnel);
    try {
      const question = this.#crowd.questionForLook(tunnel);
      const isIt = ({ id }: VpnConn): boolean => sameId(id, tunnel.vpnConnId);
      const reading = question && (await this.#tryReading(scope, question, isIt));
      const found = reading?.entries.find(isIt);
      if (found !== undefined) return { found };
      return await lookVpnConn(scope, tunnel.vpnConnId);
    } finally {
      this.#crowd.go(tunnel);
    }
  }

  /**
   * A reading that is shared, if there is time to wait for others; again where it contradicts itself, which lists of several pages do
   * that change meanwhile, and does not hold what is looked for. One that failed is nobody's failure: whoever needs an answer asks for
   * itself then; and so does everyone where it does not come in time.
   */
  async #tryReading(
    scope: Scope,
    question: Question,
    isIt: (entry: VpnConn) => boolean,
  ): Promise<SharedReading | undefined> {
    const patienceMs = this.#crowd.patienceMs(question);
    if (scope.deadline.remainingMs() < 3 * patienceMs) return undefined;
    try {
      let gather = this.#gathering.for(question, this.#leastMs(question));
      for (let readings = 1; ; readings += 1) {
        const limitMs = patienceMs + slowFor * this.#readings.slowMs(question);
        const reading = await this.#readings.read(question, scope, { gather, limitMs });
        const isEnough = reading?.contradiction === undefined || reading.entries.some(isIt);
        if (isEnough || readings >= sharedReadingsAtMost) return reading;
        gather = () => sleep(againMs);
      }
    } catch (error) {
      scope.signal?.throwIfAborted();
      if (isTimeoutError(error)) this.#readings.gaveUp(question);
      return undefined;
    }
  }

  #leastMs(question: Question): number {
    const pages = this.#readings.pages(question) ?? 1;
    return Math.min(gatherMs.most, Math.max(gatherMs.least * pages, gatherPart * this.#taskMs() * (1 + pages)));
  }
}

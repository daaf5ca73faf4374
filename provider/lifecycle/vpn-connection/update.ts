import { isApiError, mayBeDone, type VpnConn } from "../../api/index.ts";
import { waitForTask } from "../../polling/wait-for-task.ts";
import { defined } from "../../util/defined.ts";
import { completed } from "../common.ts";
import { type CallOptions, type Context, openContext, type Settings } from "../context.ts";
import { LifecycleError, messageOf, PartialFailure } from "../errors.ts";
import { isFormOf, serviceName } from "../names.ts";
import { done, pending, progress, type Report, type Seen, waitFor } from "../wait.ts";
import { changedInPlace, type InPlace, mustBeRead } from "./diff.ts";
import { type Inputs, networksOf, type Outputs } from "./inputs.ts";
import { type Before, echoed, inputsOf, outputsOf, undecidedOutputs, unseenFrom } from "./outputs.ts";
import { observe, type Recorded, readRecorded } from "./recorded.ts";
import { modificationOf } from "./values/modification.ts";
import { sameNetworks } from "./values/networks.ts";

/** How many failed modifications are an error. */
const MOST_FAILURES = 3;

/** How many refusals without a reason are retried. */
const RETRIED_REFUSALS = 3;

/** After this many reads, a difference that remains is the result of a modification that the service says is done. */
const READS_AFTER = 3;

/**
 * Where nothing says that a modification is done, a difference that remains for this time is its result: the vendor's own Terraform provider
 * waits as long after every change (docs/api-3.md 9).
 */
export const UNPROVED_MS = 3 * 60_000;

/**
 * Changes a tunnel in place. Only differences are sent, so that a rename does not renegotiate the tunnel, and a run after a killed one
 * completes the change.
 * Sends no request if only `timeouts` or the form of an id changed.
 *
 * @throws PartialFailure if the tunnel was, or may have been, changed in part.
 */
export async function update(
  settings: Settings,
  id: string,
  olds: object,
  news: Inputs,
  options: CallOptions,
): Promise<Outputs> {
  const recorded = readRecorded(id, olds);
  const state = recorded.outputs;
  if (state.status === "running" && changedInPlace(state, news).length === 0 && !mustBeRead(state, news)) {
    return echoed(state, news);
  }
  const context = openContext(settings, "update", recorded.region, options);
  return await new Modification(context, recorded, news).run();
}

class Modification {
  readonly #context: Context;
  readonly #recorded: Recorded;
  readonly #state: Partial<Outputs>;
  readonly #news: Inputs;
  readonly #report: Report;
  readonly #failures: string[] = [];
  /** A modification was, or may have been, accepted. */
  #touched = false;
  /** The tunnel was not read since the last modification. */
  #isStale = false;
  /** The last modification was accepted, and did not fail. */
  #written = false;
  /** When it was accepted, if nothing says that it is done; by the clock of the deadline. */
  #unprovedSince: number | undefined;
  #nameBefore = "";
  #readsAfter = 0;
  #refusals = 0;
  #last: VpnConn | undefined;

  constructor(context: Context, recorded: Recorded, news: Inputs) {
    this.#context = context;
    this.#recorded = recorded;
    this.#state = recorded.outputs;
    this.#news = news;
    this.#report = progress(context, recorded.id);
  }

  async run(): Promise<Outputs> {
    try {
      return await waitFor(this.#context, `tunnel ${this.#recorded.id} to be modified`, () => this.#step());
    } catch (error) {
      throw this.#touched && this.#last !== undefined ? this.#partial(this.#last, error) : error;
    }
  }

  async #step(): Promise<Seen<Outputs>> {
    const seen = await this.#read();
    if (seen.status === "creating" || seen.status === "modifying") {
      this.#report("updating", `status ${seen.status}`);
      return pending(`status ${seen.status}`);
    }
    const missing = this.#missing(seen);
    if (missing.length === 0 && seen.status !== "modify-failed") {
      this.#report("updated");
      return done(await this.#outputs(seen));
    }
    if (this.#written && seen.status === "modify-failed") {
      return await this.#failed("the tunnel's status is modify-failed");
    }
    if (this.#written) {
      return await this.#leftover(seen, missing);
    }
    return await this.#modify(seen, missing);
  }

  async #read(): Promise<VpnConn> {
    const { id } = this.#recorded;
    const seen = await observe(this.#context, this.#recorded);
    if (seen === undefined) {
      throw new LifecycleError(
        `tunnel ${id} is gone: somebody deleted it. Run \`pulumi up --refresh\`, which detects this and creates a new one`,
      );
    }
    if (seen.status === "deleting" || seen.status === "create-failed") {
      throw new LifecycleError(
        `tunnel ${id} cannot be changed: its status is ${seen.status}. Run \`pulumi up --refresh\` to continue from the current status`,
      );
    }
    this.#last = seen;
    this.#isStale = false;
    return seen;
  }

  /** The differences between the tunnel and the program. */
  #missing(seen: VpnConn): InPlace[] {
    const now = outputsOf(this.#context, this.#news, seen, this.#before(seen));
    if (this.#written) {
      return changedInPlace(now, this.#news);
    }
    // For values that the answer leaves out, the state has the last known ones.
    const missing = new Set(changedInPlace(unseenFrom(now, seen, this.#state), this.#news));
    // An answer does not show the rules behind the flat lists, or it does not show which local network plain peer networks stand for.
    const wanted = networksOf(this.#news);
    const known = networksOf(this.#state);
    const isUnclear = seen.spdAcl === undefined || "userGwCidrBlock" in wanted;
    if (isUnclear && ("spdAcl" in wanted || "spdAcl" in known) && !sameNetworks(known, wanted)) {
      missing.add("networks");
    }
    return [...missing];
  }

  #before(seen: VpnConn): Before {
    const { __origin: { nameAs, canChangeUserGw } = {}, spdAcl, sourceCidr } = this.#state;
    // While nothing says that the modification is done, the name from before it is not the service's form of the new one.
    const isOldName = this.#unprovedSince !== undefined && seen.name === this.#nameBefore;
    return this.#written && !isOldName
      ? { ...serviceName(this.#context, this.#news.vpnConnName, seen), ...defined({ canChangeUserGw }) }
      : defined({
          nameAs,
          canChangeUserGw,
          sourceCidr: spdAcl === undefined && !this.#written ? sourceCidr : undefined,
        });
  }

  async #modify(seen: VpnConn, missing: readonly InPlace[]): Promise<Seen<Outputs>> {
    const { id } = this.#recorded;
    this.#nameBefore = seen.name;
    let taskId: string | undefined;
    try {
      ({ taskId } = await this.#context.api.modifyVpnConn(
        this.#context,
        { ...this.#recorded, vpnConnId: id },
        modificationOf(this.#news, missing),
      ));
    } catch (error) {
      if (isApiError(error, "vpn-conn-state", "vpn-conn-not-found", "resource-not-found")) {
        return pending(`status ${seen.status}, ${error.label}`);
      }
      if (isApiError(error, "operation-failed") && this.#refusals < RETRIED_REFUSALS) {
        // The state of the tunnel may have been the reason.
        this.#refusals += 1;
        return pending(error.message);
      }
      if (mayBeDone(error)) {
        this.#touched = true;
        this.#isStale = true;
      }
      throw error;
    }
    this.#touched = true;
    this.#isStale = true;
    this.#written = true;
    this.#unprovedSince = this.#context.api.showsFailures ? undefined : this.#context.deadline.elapsedMs();
    if (taskId !== undefined) {
      const task = await waitForTask(this.#context, taskId, {
        kind: "update",
        tunnel: { ...this.#recorded, vpnConnId: id },
        onRunning: () => this.#report("updating", `task ${taskId} running`),
      });
      if (task.kind === "failed") {
        return await this.#failed(task.reason);
      }
      if (task.kind === "done") {
        this.#unprovedSince = undefined;
      }
    }
    return pending("modified");
  }

  async #failed(reason: string): Promise<Seen<Outputs>> {
    this.#written = false;
    this.#failures.push(reason);
    this.#report("updating", `try ${this.#failures.length} of ${MOST_FAILURES} failed (${reason})`);
    if (this.#failures.length >= MOST_FAILURES) {
      await this.#read();
      throw new LifecycleError(
        `the service could not change tunnel ${this.#recorded.id}: it failed ${this.#failures.length} times, last with: ${reason}`,
      );
    }
    return pending(`a failed modification (${reason})`);
  }

  /** The modification was accepted, but the service shows a difference. After some reads, or some time, that is the result. */
  async #leftover(seen: VpnConn, missing: readonly InPlace[]): Promise<Seen<Outputs>> {
    this.#readsAfter += 1;
    const isOver =
      this.#unprovedSince === undefined
        ? this.#readsAfter >= READS_AFTER
        : this.#context.deadline.elapsedMs() - this.#unprovedSince >= UNPROVED_MS;
    if (!isOver) {
      this.#report("updating", `${missing.join(", ") || "the status"} not shown yet`);
      return pending(`accepted, but still without ${missing.join(", ") || "a settled status"}`);
    }
    if (isFormOf(seen.name, this.#news.vpnConnName)) {
      this.#unprovedSince = undefined;
    }
    const left = this.#missing(seen);
    if (left.length > 0 || seen.status !== "running") {
      this.#context.log(
        `${this.#recorded.id}: the service accepted the change but shows ${left.join(", ") || "the status"} otherwise (${seen.status}); the next preview shows the difference`,
      );
    }
    return done(await this.#outputs(seen));
  }

  async #outputs(seen: VpnConn): Promise<Outputs> {
    return outputsOf(this.#context, this.#news, await completed(this.#context, seen), this.#before(seen));
  }

  #partial(seen: VpnConn, error: unknown): PartialFailure {
    const known = undecidedOutputs(outputsOf(this.#context, inputsOf(this.#state), seen), seen, this.#news);
    // A read from before the change does not show its result, so the next update reads again.
    const outputs = this.#isStale ? { ...known, status: "modifying" as const } : known;
    return new PartialFailure(
      this.#recorded.id,
      outputs,
      [`${messageOf(error)}. The state records the tunnel as it is; the next \`pulumi up\` finishes the change`],
      { cause: error },
    );
  }
}

import { isTimeoutError, sameRegion } from "../api/index.ts";
import { type Context, describeKeyPair, isElsewhere } from "./context.ts";
import { LifecycleError } from "./errors.ts";
import { pause } from "./wait.ts";

/** A resource in the state, as far as it matters for "not found". */
export interface StateRef {
  /** "tunnel" or "peer gateway", for messages. */
  readonly what: string;
  readonly id: string;
  readonly region: string;
  /** Where it was created or found. Parts may be missing in a state that was edited by hand. */
  readonly origin:
    | {
        readonly endpoint?: string | undefined;
        readonly secretIdHash?: string | undefined;
        readonly account?: string | undefined;
      }
    | undefined;
  /** Shows that another key pair belongs to the same account. */
  readonly accountEvidence: {
    /** Whether the key pair in use sees any of the evidence. */
    check(context: Context): Promise<boolean>;
    /** Completes "the key pair in use …" if it sees none. */
    readonly failure: string;
  };
  /** Whether the key pair in use would see the resource if it still existed. */
  control(context: Context): Promise<Control>;
}

/** What other answers say about a resource that no read shows. */
export type Control =
  /** This key pair would see the resource. */
  | { readonly kind: "confirms" }
  /** The service counts or names the resource, so it exists and is hidden from this key pair. */
  | { readonly kind: "contradicts"; readonly because: string }
  /** Nothing shows whether this key pair would see the resource. */
  | { readonly kind: "missing"; readonly because: string };

/** Why a resource seems to be gone. For each reason, the last read by id did not show it. */
export type Absence =
  /** The service accepted the deletion in this operation and said that it is complete. */
  | "deletion-done"
  /** The service accepted the deletion in this operation, or showed it in progress; two reads. */
  | "deletion-seen"
  /** The deletion was answered with NotFound of this resource, such as InvalidVpnConn.NotFound. */
  | "not-found-code"
  /** Two reads, two seconds apart, over two connections. */
  | "unseen";

/** Counts may lag behind lists: a contradiction is an error only after this time. */
const CONTRADICTION_MS = 30_000;
const CONTRADICTION_INTERVAL_MS = 2000;

/**
 * The only place that turns "not found" into "gone". A wrong region, endpoint or account, or a missing permission, gives "not found" too. So
 * region and endpoint must be the recorded ones, the key pair must belong to the recorded account, and the control must not contradict. With
 * another key pair than the recorded one, the control must confirm, unless the deletion was answered with NotFound.
 *
 * @throws LifecycleError that says what differs and what to do.
 */
export async function confirmGone(context: Context, ref: StateRef, absence: Absence): Promise<void> {
  if (absence === "deletion-done") {
    return;
  }
  const isSameKeyPair = ref.origin?.secretIdHash === context.secretIdHash;
  if (absence !== "deletion-seen") {
    await assertSameAccount(context, ref, isSameKeyPair);
  }
  const control = await settledControl(context, ref);
  if (control.kind === "contradicts") {
    throw new LifecycleError(
      `${ref.what} ${ref.id} exists, but ${describeKeyPair(context)} cannot see it: ${control.because}. ` +
        "It stays in the state. Allow this key pair to list and delete it, or run the command with a key pair that may; " +
        `if you know that the ${ref.what} is gone, remove it from the state with \`pulumi state delete URN\``,
    );
  }
  if (control.kind === "missing" && absence === "unseen" && !isSameKeyPair) {
    throw new LifecycleError(
      `${ref.what} ${ref.id} cannot be found with ${describeKeyPair(context)}, and nothing shows that this key pair would see it if it existed: ${control.because}. ` +
        `It stays in the state. Run \`pulumi destroy --target URN\`, which asks the service to delete it; or use the key pair of the last run, ` +
        `or one that may list tunnels and peer gateways; if you know that the ${ref.what} is gone, remove it from the state with \`pulumi state delete URN\``,
    );
  }
}

/** @throws LifecycleError if region, endpoint or account differ from the recorded ones. */
async function assertSameAccount(context: Context, ref: StateRef, isSameKeyPair: boolean): Promise<void> {
  const { settings } = context;
  const { origin } = ref;
  const differences: string[] = [];
  if (!sameRegion(context.region, ref.region)) {
    differences.push(`it was created in region ${ref.region}, the request went to region ${context.region}`);
  }
  if (isElsewhere(context, origin?.endpoint)) {
    differences.push(
      `it was created at ${origin?.endpoint}, the request went to ${settings.endpoint} (from ${settings.endpointSource})`,
    );
  }
  const account = isSameKeyPair || origin?.account === undefined ? undefined : await context.api.account(context);
  if (account !== undefined && account !== origin?.account) {
    differences.push(
      `it belongs to account ${origin?.account}, and the key pair in use (from ${settings.credentials.source}) to account ${account}`,
    );
  }
  if (differences.length === 0) {
    if (isSameKeyPair || account !== undefined || (await ref.accountEvidence.check(context))) {
      return;
    }
    differences.push(
      `${origin?.secretIdHash === undefined ? "the state does not say which key pair created it" : "it was created with another key pair"}, and the one in use (from ${settings.credentials.source}) ${ref.accountEvidence.failure}`,
    );
  }
  throw new LifecycleError(
    `${ref.what} ${ref.id} cannot be found, but that does not prove that it is gone: ${differences.join("; ")}. ` +
      "Nothing was changed. Use the settings that it was created with and run the command again; " +
      `if you know that the ${ref.what} is gone, remove it from the state with \`pulumi state delete URN\``,
  );
}

async function settledControl(context: Context, ref: StateRef): Promise<Control> {
  const start = context.deadline.elapsedMs();
  let control = await ref.control(context);
  while (control.kind === "contradicts" && context.deadline.elapsedMs() - start < CONTRADICTION_MS) {
    await pause(context, CONTRADICTION_INTERVAL_MS);
    try {
      control = await ref.control(context);
    } catch (error) {
      if (!isTimeoutError(error)) {
        throw error;
      }
      return control;
    }
  }
  return control;
}

import { isTimeoutError, sameEndpoint, sameRegion } from "../api/index.ts";
import { type Context, describeKeyPair } from "./context.ts";
import { LifecycleError } from "./errors.ts";
import { pause } from "./wait.ts";

/** A thing of the cloud that a state knows, as far as it matters for "not found". */
export interface StateRef {
  /** What it is, for messages: "tunnel" or "peer gateway". */
  readonly what: string;
  readonly id: string;
  readonly region: string;
  /** Where it was created or last found; parts may be missing in a state that was written by hand. */
  readonly origin: { readonly endpoint?: string | undefined; readonly secretIdHash?: string | undefined } | undefined;
  /** What shows that another key pair belongs to the same account. */
  readonly accountEvidence: {
    /** Whether the key pair in use sees any of it. */
    check(context: Context): Promise<boolean>;
    /** Completes "the key pair in use …" where it sees none. */
    readonly failure: string;
  };
  /** Whether the key pair in use would see the thing if it still existed. */
  control(context: Context): Promise<Control>;
}

/** What the rest of the account says about a thing that no read shows. */
export type Control =
  /** This key pair sees what it would see if the thing were gone. */
  | { readonly kind: "confirms" }
  /** The service counts or names the thing, so it exists and is hidden from this key pair; `because` says what shows that. */
  | { readonly kind: "contradicts"; readonly because: string }
  /** Nothing tells; `because` says what was looked for. */
  | { readonly kind: "missing"; readonly because: string };

/** Why a thing is thought to be gone. Each reason ends with a read by its id that does not show it. */
export type Absence =
  /** This operation had its deletion accepted, and the service said that the deletion is complete. */
  | "deletion-done"
  /** This operation had its deletion accepted or saw it in progress; two reads. */
  | "deletion-seen"
  /** The deletion was answered with the thing's own NotFound code, such as InvalidVpnConn.NotFound. */
  | "not-found-code"
  /** Two reads, two seconds apart, over two connections. */
  | "unseen";

/** Counts of the service may lag behind its lists: a contradiction is read again for this long before it is an error. */
const CONTRADICTION_MS = 30_000;
const CONTRADICTION_INTERVAL_MS = 2000;

/**
 * The one place that turns "not found" into "gone". A wrong region, endpoint or account, and a key pair that may not list the thing,
 * answer "not found" as well, and would empty the state while the thing exists. So the question must have gone to the recorded
 * region and endpoint, with a key pair of the recorded account, and nothing that the key pair sees may contradict. A key pair other
 * than the recorded one also needs a sign that it would see the thing, unless the service itself answered the deletion with NotFound.
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

/** @throws LifecycleError where the question did not go to the region, endpoint and account of the record. */
async function assertSameAccount(context: Context, ref: StateRef, isSameKeyPair: boolean): Promise<void> {
  const { settings } = context;
  const { origin } = ref;
  const differences: string[] = [];
  if (!sameRegion(context.region, ref.region)) {
    differences.push(`it was made in region ${ref.region}, the question went to region ${context.region}`);
  }
  if (origin?.endpoint !== undefined && !sameEndpoint(origin.endpoint, settings.endpoint)) {
    differences.push(
      `it was made at ${origin.endpoint}, the question went to ${settings.endpoint} (from ${settings.endpointSource})`,
    );
  }
  if (differences.length === 0) {
    if (isSameKeyPair || (await ref.accountEvidence.check(context))) {
      return;
    }
    differences.push(
      `${origin?.secretIdHash === undefined ? "the state does not say which key pair made it" : "it was made with another key pair"}, and the one in use (from ${settings.credentials.source}) ${ref.accountEvidence.failure}`,
    );
  }
  throw new LifecycleError(
    `${ref.what} ${ref.id} cannot be found, but that does not prove that it is gone: ${differences.join("; ")}. ` +
      "Nothing was changed. Use the settings that it was made with and run the command again; " +
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

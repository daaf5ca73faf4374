import { sameRegion } from "../qcloud/regions.ts";
import type { Context } from "./context.ts";
import { LifecycleError } from "./errors.ts";

/** A thing of the cloud that a state knows, as far as "not found" is held against it. */
export interface Known {
  /** What it is, for messages: "tunnel" or "peer gateway". */
  readonly what: string;
  readonly id: string;
  readonly region: string;
  /** Where it was made or last found; parts may be missing in a state that was written by hand. */
  readonly origin: { readonly endpoint?: string | undefined; readonly secretIdHash?: string | undefined } | undefined;
  /** What shows that another key pair is of the same account. */
  readonly witnesses: {
    /** Whether the asker sees one of them. */
    seen(context: Context): Promise<boolean>;
    /** Completes "the key pair in use …" when it sees none. */
    readonly unseen: string;
  };
}

/** Why a thing is thought to be gone. */
export type Absence =
  /** Its deletion was accepted, or seen under way, in this operation, and now it is not listed. */
  | "deleted-here"
  /** The thing's own NotFound code, such as InvalidVpnConn.NotFound, or one of its misprints where nothing else can be meant. */
  | "not-found-code"
  /** An empty list, twice, seconds apart, when asked for by its id. */
  | "empty-list-twice";

/**
 * The one place that turns "not found" into "gone". A thing that cannot be found is gone only when the question was
 * asked where it stood: in the recorded region, at the recorded endpoint, and by the recorded key pair or by one that can
 * still see something of the same account, such as the VPC or a gateway of a tunnel. Otherwise a wrong setting would empty the
 * state while the thing stands.
 * @throws LifecycleError that says what differs and how to go on.
 */
export async function confirmGone(context: Context, recorded: Known, absence: Absence): Promise<void> {
  if (absence === "deleted-here") {
    return;
  }
  const { settings } = context;
  const { origin } = recorded;
  const differences: string[] = [];
  if (!sameRegion(context.region, recorded.region)) {
    differences.push(`it was made in region ${recorded.region}, the question went to region ${context.region}`);
  }
  if (origin?.endpoint !== undefined && origin.endpoint !== settings.endpoint) {
    differences.push(
      `it was made at ${origin.endpoint}, the question went to ${settings.endpoint} (from ${settings.endpointSource})`,
    );
  }
  if (differences.length === 0) {
    if (origin?.secretIdHash === context.secretIdHash || (await recorded.witnesses.seen(context))) {
      return;
    }
    differences.push(
      `${origin?.secretIdHash === undefined ? "the state does not say which key pair made it" : "it was made with another key pair"}, and the one in use (from ${settings.credentials.source}) ${recorded.witnesses.unseen}`,
    );
  }
  throw new LifecycleError(
    `${recorded.what} ${recorded.id} cannot be found, but that does not prove that it is gone: ${differences.join("; ")}. ` +
      "Nothing was changed. Use the settings that it was made with and run the command again; " +
      `if you know that the ${recorded.what} is gone, remove it from the state with \`pulumi state delete URN\``,
  );
}

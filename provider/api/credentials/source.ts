import pRetry from "p-retry";
import { formatMs } from "../../util/durations.ts";
import { withTimeout } from "../../util/with-timeout.ts";
import { isTransportError, QcloudTransportError } from "../errors.ts";
import type { CredentialLimits, CredentialSource, Credentials } from "../http/client.ts";

/**
 * Credentials are renewed this long before they expire, as by the vendor's SDK for Python (tencentcloud/common/credential.py,
 * `_expired_timeout`), and never before half of their time has passed.
 */
const EARLY_MS = 300_000;

/** After a failed renewal the credentials in use, which are still valid, are used for this time before the next attempt. */
const AGAIN_MS = 30_000;

/** A failure counts for this time, so that many operations do not each wait for the same timeout. */
const FAILURE_MS = 5000;

/** The longest wait of an operation that has no deadline yet. */
const LONGEST_WAIT_MS = 60_000;

/** Temporary credentials as they are issued. */
export interface Temporary {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token: string;
  /** In milliseconds since 1970, by the clock of the issuer. */
  readonly expiresAt: number;
  /** Milliseconds until then, so that a wrong clock of this machine does not matter. */
  readonly lifetimeMs: number;
}

/** A service that issues temporary credentials. */
export interface Issuer {
  /** For messages, such as `the role of the instance`. */
  readonly name: string;
  /** Attempts of one renewal, as long as the failure may pass. */
  readonly attempts: number;
  /** @throws QcloudTransportError; whether to try again is in `retryable`. */
  fetch(): Promise<Temporary>;
}

/** Requests credentials once for many operations, keeps them, and renews them in time. */
class RenewingSource implements CredentialSource {
  readonly key: string;
  readonly #issuer: Issuer;
  #credentials: Credentials | undefined;
  #renewAt = 0;
  #endsAt = 0;
  #pending: Promise<Credentials> | undefined;
  #failure: { readonly error: unknown; readonly until: number } | undefined;

  constructor(key: string, issuer: Issuer) {
    this.key = key;
    this.#issuer = issuer;
  }

  async current({ signal, ms = LONGEST_WAIT_MS }: CredentialLimits = {}): Promise<Credentials> {
    const now = Date.now();
    if (this.#credentials !== undefined && now < this.#renewAt) {
      return this.#credentials;
    }
    if (this.#failure !== undefined && now < this.#failure.until) {
      throw this.#failure.error;
    }
    if (this.#pending === undefined) {
      this.#pending = this.#renew().finally(() => {
        this.#pending = undefined;
      });
      // If every operation that waits is cancelled, nobody handles the failure.
      this.#pending.catch(() => {});
    }
    // One renewal serves many operations, so a cancelled operation ends its own wait only.
    return await withTimeout(this.#pending, {
      signal,
      ms,
      onTimeout: () => {
        throw new QcloudTransportError({
          action: this.#issuer.name,
          unsent: true,
          retryable: true,
          message: `${this.#issuer.name} gave no credentials within ${formatMs(ms)}`,
        });
      },
    });
  }

  async #renew(): Promise<Credentials> {
    try {
      const { lifetimeMs, ...pair } = await pRetry(() => this.#issuer.fetch(), {
        retries: this.#issuer.attempts - 1,
        minTimeout: 500,
        factor: 2,
        shouldRetry: ({ error }) => isTransportError(error) && error.retryable,
      });
      this.#endsAt = Date.now() + lifetimeMs;
      this.#renewAt = this.#endsAt - Math.min(EARLY_MS, lifetimeMs / 2);
      this.#failure = undefined;
      this.#credentials = {
        ...pair,
        source: this.#issuer.name,
        renewal: "they are requested again shortly before that",
        renewedBy: this,
      };
      return this.#credentials;
    } catch (error) {
      const now = Date.now();
      if (this.#credentials === undefined || now >= this.#endsAt) {
        this.#failure = { error, until: now + FAILURE_MS };
        throw error;
      }
      this.#renewAt = Math.min(now + AGAIN_MS, this.#endsAt);
      return this.#credentials;
    }
  }
}

const sources = new Map<string, CredentialSource>();

/** The source of a key in this process: operations, and the clients of several endpoints, share it. */
export function sharedSource(key: string, issuer: Issuer): CredentialSource {
  const source = sources.get(key) ?? new RenewingSource(key, issuer);
  sources.set(key, source);
  return source;
}

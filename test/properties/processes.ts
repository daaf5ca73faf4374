import { AsyncLocalStorage } from "node:async_hooks";
import diagnostics from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";
import { registerHooks } from "node:module";
import type { userGateway, vpnConnection } from "../../provider/hosts/dynamic/host.ts";

/** The functions behind the stored text of VpnConnection, and those behind the one of UserGateway. */
export type Host = typeof vpnConnection & { readonly userGateway: typeof userGateway };

/** Where a process ends, counted in the requests that it makes. */
export interface Cut {
  /** 1 for the first. */
  readonly call: number;
  /**
   * `before`: killed with its request not sent; `after`: killed when the answer has come but was not read; `cli`: only the CLI
   * is killed, the provider lives on and nobody takes what it returns.
   */
  readonly when: "before" | "after" | "cli";
}

/** More requests than this in one process are a loop. */
const CALLS_AT_MOST = 3000;

/** The requests that are under way in this process, for `QuietTime`. */
export const openRequests = { count: 0, events: 0 };

const running = new AsyncLocalStorage<ProviderProcess>();

/**
 * One process of the provider. It has modules of its own, so that nothing is shared with the processes before it, and it can be
 * killed: its requests break off, its timers never come, and what it waits for stays so for ever.
 */
export class ProviderProcess {
  readonly host: Host;
  readonly #cut: Cut | undefined;
  readonly #requests = new Set<ClientRequest>();
  #calls = 0;
  #dead = false;
  #ended = false;
  #tellEnd: (error?: Error) => void = () => {};
  /** Settles when the CLI stops listening to it; rejects when it does not stop asking. */
  readonly cutOff: Promise<void>;

  constructor(host: Host, cut: Cut | undefined) {
    this.host = host;
    this.#cut = cut;
    this.cutOff = new Promise((resolve, reject) => {
      this.#tellEnd = (error) => (error === undefined ? resolve() : reject(error));
    });
    this.cutOff.catch(() => {});
  }

  /** True once nobody takes what it returns. */
  get isCutOff(): boolean {
    return this.#ended;
  }

  get isDead(): boolean {
    return this.#dead;
  }

  get calls(): number {
    return this.#calls;
  }

  /** Runs something inside this process. */
  run<T>(action: () => Promise<T>): Promise<T> {
    return running.run(this, action);
  }

  /** Ends it as SIGKILL does. */
  kill(): void {
    this.#dead = true;
    this.#end();
    for (const request of this.#requests) {
      request.destroy();
    }
  }

  #end(): void {
    this.#ended = true;
    this.#tellEnd();
  }

  created(request: ClientRequest): void {
    this.#calls += 1;
    if (this.#calls === CALLS_AT_MOST) {
      this.#tellEnd(new Error(`a process of the provider has made ${CALLS_AT_MOST} requests and goes on`));
      this.kill();
    }
    const cutNow = this.#cut?.call === this.#calls && !this.#ended;
    if (cutNow && this.#cut?.when === "before") {
      this.kill();
    } else if (cutNow && this.#cut?.when === "cli") {
      this.#end();
    }
    if (this.#dead) {
      request.destroy();
      return;
    }
    this.#requests.add(request);
    request.once("close", () => this.#requests.delete(request));
    if (cutNow && this.#cut?.when === "after") {
      // Also when the connection breaks in place of an answer: the service may have done what it was asked for.
      request.prependOnceListener("error", () => this.kill());
      request.prependOnceListener("response", () => this.kill());
    }
  }
}

/** Makes timers belong to the process that set them: in a killed one nothing happens any more. */
function ownTimers(): () => void {
  const { setTimeout: wait } = globalThis;
  globalThis.setTimeout = ((action: (...rest: unknown[]) => void, ms?: number, ...rest: unknown[]) => {
    const owner = running.getStore();
    // As in Node, where no timer is shorter: a loop of shorter ones would never let the faked time pass.
    const delay = ms !== undefined && ms >= 1 ? Math.trunc(ms) : 1;
    return wait(() => {
      if (owner === undefined) {
        action(...rest);
      } else if (!owner.isDead) {
        running.run(owner, action, ...rest);
      }
    }, delay);
  }) as typeof setTimeout;
  return () => {
    globalThis.setTimeout = wait;
  };
}

/** Watches the requests of this process; call it when time is faked, and what it returns before time is real again. */
export function watchRequests(): () => void {
  const onCreated = (message: unknown): void => {
    const { request } = message as { request: ClientRequest };
    openRequests.count += 1;
    openRequests.events += 1;
    request.once("response", () => {
      openRequests.events += 1;
    });
    request.once("close", () => {
      openRequests.count -= 1;
      openRequests.events += 1;
    });
    running.getStore()?.created(request);
  };
  diagnostics.subscribe("http.client.request.created", onCreated);
  const disown = ownTimers();
  return () => {
    disown();
    diagnostics.unsubscribe("http.client.request.created", onCreated);
  };
}

/** Copies of the provider's modules, and what ends the loading of further ones. */
export interface Hosts {
  readonly hosts: readonly Host[];
  readonly release: () => void;
}

/** Loads the provider's modules several times over, so that each process of a test has its own. */
export async function loadHosts(count: number): Promise<Hosts> {
  const provider = new URL("../../provider/", import.meta.url).href;
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const mark = /\?process=\d+$/.exec(context.parentURL ?? "")?.[0];
      return mark !== undefined && resolved.url.startsWith(provider)
        ? { ...resolved, url: `${resolved.url}${mark}` }
        : resolved;
    },
  });
  const hosts: Host[] = [];
  for (let index = 0; index < count; index += 1) {
    const copy = (await import(`${provider}hosts/dynamic/host.ts?process=${index}`)) as {
      vpnConnection: typeof vpnConnection;
      userGateway: typeof userGateway;
    };
    const host: Host = { ...copy.vpnConnection, userGateway: copy.userGateway };
    // Loads what is loaded on first use, which must not happen while time is faked.
    const nothing = { config: { get: () => undefined } };
    await host.configure(nothing).check({}, {});
    await host.userGateway.configure(nothing).check({}, {});
    hosts.push(host);
  }
  return { hosts, release: () => hooks.deregister() };
}

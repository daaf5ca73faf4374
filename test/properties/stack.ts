import type { Host } from "./processes.ts";

type Properties = Record<string, unknown>;

/** The id of another resource of the program, as an argument. */
export class Output {
  readonly of: string;

  constructor(of: string) {
    this.of = of;
  }
}

type ResourceType = "VpnConnection" | "UserGateway";

/** A resource as the engine's state keeps it. */
export interface StackResource {
  readonly type: ResourceType;
  /** The resource whose output it was given. */
  readonly parent: string | undefined;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly initErrors: readonly string[];
}

/** How one operation on one resource ended. */
export interface Outcome {
  readonly name: string;
  readonly did: "create" | "update" | "replace" | "same" | "delete" | "read";
  readonly error?: unknown;
}

/** What an operation on a stack needs: the functions of a provider's process, its config, and whether anybody still listens. */
export interface Session {
  readonly host: Host;
  readonly config: Readonly<Record<string, string>>;
  /** True once the CLI is gone: what comes back then is not recorded. */
  readonly isCutOff: () => boolean;
}

/**
 * The engine's part for the resources of one stack, in its order, all resources at once: check, diff, then create, update, or
 * delete and create; what fails with an id is recorded as not ready. What this takes for granted of the engine is tried on
 * the real one in test/engine.
 */
export class ModelStack {
  readonly resources = new Map<string, StackResource>();

  urn(name: string, type: ResourceType = "VpnConnection"): string {
    return `organization:urn:pulumi:dev::model::pulumi-nodejs:dynamic/qcloud:${type}::${name}`;
  }

  /** `pulumi up`: what the program declares, and then the deletion of what it no longer does. */
  async up(session: Session, program: ReadonlyMap<string, Properties>): Promise<Outcome[]> {
    const outcomes = await inOrder([...program.keys()], async (name, after) => {
      const args = program.get(name) as Properties;
      const parent = parentOf(args);
      return parent === undefined || (await after(parent)) ? await this.#bring(session, name, args) : undefined;
    });
    if (outcomes.some(({ error }) => error !== undefined)) {
      return outcomes;
    }
    const dropped = [...this.resources.keys()].filter((name) => !program.has(name));
    return [...outcomes, ...(await this.#deleteAll(session, dropped))];
  }

  /** `pulumi preview` of one resource; calls nothing but check and diff. */
  async preview(session: Session, name: string, args: Properties): Promise<"create" | "update" | "replace" | "same"> {
    const old = this.resources.get(name);
    const news = await this.#check(session, name, old?.inputs ?? {}, args);
    if (old === undefined) {
      return "create";
    }
    const diff = await methods(session, old.type).diff(old.id, old.outputs, news);
    if (diff.replaces.length > 0) {
      return "replace";
    }
    return diff.changes || old.initErrors.length > 0 ? "update" : "same";
  }

  /** `pulumi refresh`. */
  refresh(session: Session): Promise<Outcome[]> {
    return Promise.all([...this.resources.keys()].map((name) => this.#read(session, name)));
  }

  /** `pulumi destroy`. */
  destroy(session: Session): Promise<Outcome[]> {
    return this.#deleteAll(session, [...this.resources.keys()]);
  }

  /** Deletes resources, each after those that depend on it; one whose dependent could not be deleted is left. */
  #deleteAll(session: Session, names: readonly string[]): Promise<Outcome[]> {
    return inOrder(names, async (name, after) => {
      const ends = await Promise.all(this.#dependentsOf(name).map(after));
      return ends.every((isDone) => isDone) ? await this.#delete(session, name) : undefined;
    });
  }

  #dependentsOf(name: string): string[] {
    return [...this.resources].filter(([, { parent }]) => parent === name).map(([dependent]) => dependent);
  }

  async #bring(session: Session, name: string, args: Properties): Promise<Outcome> {
    let did: Outcome["did"] = "create";
    try {
      did = await this.preview(session, name, args);
      const old = this.resources.get(name);
      if (did === "replace" && old !== undefined) {
        for (const { error } of await this.#deleteAll(session, [...this.#dependentsOf(name), name])) {
          if (error !== undefined) {
            throw error;
          }
        }
      }
      if (did === "create" || did === "replace") {
        const news = await this.#check(session, name, {}, args);
        await this.#keep(session, name, args, news, async () => {
          const made = await methods(session, typeOf(args)).create(news);
          return { id: made.id, outputs: made.outs };
        });
      } else if (old !== undefined) {
        const news = await this.#check(session, name, old.inputs, args);
        if (did === "same") {
          this.#record(session, name, { ...old, inputs: news, parent: parentOf(args) });
        } else {
          await this.#keep(session, name, args, news, async () => {
            const { outs } = await methods(session, old.type).update(old.id, old.outputs, news);
            return { id: old.id, outputs: outs };
          });
        }
      }
      return { name, did };
    } catch (error) {
      return { name, did, error };
    }
  }

  async #delete(session: Session, name: string): Promise<Outcome> {
    try {
      const { type, id, outputs } = this.resources.get(name) as StackResource;
      await methods(session, type).delete(id, outputs);
      this.#record(session, name, undefined);
      return { name, did: "delete" };
    } catch (error) {
      return { name, did: "delete", error };
    }
  }

  async #read(session: Session, name: string): Promise<Outcome> {
    try {
      const old = this.resources.get(name) as StackResource;
      const read = wire(await methods(session, old.type).read(old.id, old.outputs));
      this.#record(
        session,
        name,
        read.id === ""
          ? undefined
          : { ...old, id: read.id, inputs: read.inputs ?? old.inputs, outputs: read.props, initErrors: [] },
      );
      return { name, did: "read" };
    } catch (error) {
      return { name, did: "read", error };
    }
  }

  async #check(session: Session, name: string, olds: Properties, args: Properties): Promise<Properties> {
    const type = typeOf(args);
    const given = Object.entries(args).map(([key, value]) => [key, this.#known(value)] as const);
    const news = { ...Object.fromEntries(given), __urn: this.urn(name, type) };
    const checked = await methods(session, type).check(olds, news);
    if (checked.failures.length > 0) {
      throw new Error(checked.failures.map(({ reason }) => reason).join("; "));
    }
    return wire(checked.inputs);
  }

  /** A value, where it is an output the id that the state holds. */
  #known(value: unknown): unknown {
    return value instanceof Output ? this.resources.get(value.of)?.id : value;
  }

  /** Records what an operation made, also where it failed with an id: the engine keeps that as a resource that is not ready. */
  async #keep(
    session: Session,
    name: string,
    args: Properties,
    inputs: Properties,
    action: () => Promise<{ id: string; outputs: Properties }>,
  ): Promise<void> {
    const kind = { type: typeOf(args), parent: parentOf(args) };
    try {
      const { id, outputs } = wire(await action());
      this.#record(session, name, { ...kind, id, inputs, outputs, initErrors: [] });
    } catch (error) {
      const failure = error as { id?: string; properties?: Properties; reasons?: string[] };
      if (failure.id !== undefined) {
        this.#record(session, name, {
          ...kind,
          id: failure.id,
          inputs,
          outputs: wire(failure.properties ?? {}),
          initErrors: wire(failure.reasons ?? []),
        });
      }
      throw error;
    }
  }

  #record(session: Session, name: string, resource: StackResource | undefined): void {
    if (session.isCutOff()) {
      return;
    }
    if (resource === undefined) {
      this.resources.delete(name);
    } else {
      this.resources.set(name, resource);
    }
  }
}

const typeOf = (args: Properties): ResourceType => ("userGwAddr" in args ? "UserGateway" : "VpnConnection");

const parentOf = ({ userGwId }: Properties): string | undefined =>
  userGwId instanceof Output ? userGwId.of : undefined;

const hostOf = ({ host }: Session, type: ResourceType): Host["userGateway"] =>
  type === "UserGateway" ? host.userGateway : host;

/**
 * Does something for each of several resources, all at once except where one waits for another one of them with `after`, which says
 * whether that one was done. What is not done, because another one failed, has no outcome.
 */
async function inOrder(
  names: readonly string[],
  act: (name: string, after: (name: string) => Promise<boolean>) => Promise<Outcome | undefined>,
): Promise<Outcome[]> {
  const acts = new Map<string, Promise<Outcome | undefined>>();
  const begin = (name: string): Promise<Outcome | undefined> => {
    const begun = acts.get(name) ?? act(name, after);
    acts.set(name, begun);
    return begun;
  };
  const after = async (name: string): Promise<boolean> => {
    const outcome = names.includes(name) ? await begin(name) : undefined;
    return outcome !== undefined && outcome.error === undefined;
  };
  const outcomes = await Promise.all(names.map(begin));
  return outcomes.flatMap((outcome) => outcome ?? []);
}

const methods = (session: Session, type: ResourceType) =>
  hostOf(session, type).configure({ config: { get: (key) => session.config[key] } });

/** What comes through to the engine: plain data, in which `undefined`, half a character and a number that is none have no place. */
export function wire<T>(value: T): T {
  const look = (inner: unknown, path: string): void => {
    if (inner === undefined) {
      throw new Error(`the provider gave the engine an undefined at ${path}`);
    }
    const isSent =
      typeof inner === "string" ? inner.isWellFormed() : Number.isFinite(inner) || typeof inner !== "number";
    if (!isSent || ["bigint", "function", "symbol"].includes(typeof inner)) {
      throw new Error(`the provider gave the engine what gRPC cannot carry at ${path.toWellFormed()}`);
    }
    if (typeof inner === "object" && inner !== null) {
      for (const [key, next] of Object.entries(inner)) {
        look(key, `a key of ${path}`);
        look(next, `${path}.${key}`);
      }
    }
  };
  look(value, "value");
  return JSON.parse(JSON.stringify(value)) as T;
}

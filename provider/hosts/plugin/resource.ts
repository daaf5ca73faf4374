import type {
  CheckRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb.js";
import { isSettingGroup } from "../../lifecycle/observed.ts";
import type { ConfigSource } from "../../settings/settings.ts";
import { isRecord } from "../../util/is-record.ts";
import type { Operations } from "../operations.ts";
import type { Properties } from "../properties.ts";
import type { Call, ResourceLog } from "../redacted.ts";
import { Live } from "./live.ts";
import { Empty, messages } from "./messages.ts";
import { received, receivedArguments, sent } from "./wire.ts";

/** What the process knows in every call. */
export interface Session {
  readonly config: ConfigSource;
  readonly signal: AbortSignal;
  log(urn: string): ResourceLog;
}

/** The calls of Pulumi's protocol for one type of resource. */
export class ResourceCalls {
  // biome-ignore lint/suspicious/noExplicitAny: inputs and outputs of both types are properties here.
  readonly #operations: Operations<any, any>;
  readonly #session: Session;
  readonly #live = new Live();

  // biome-ignore lint/suspicious/noExplicitAny: as above.
  constructor(operations: Operations<any, any>, session: Session) {
    this.#operations = operations;
    this.#session = session;
  }

  async check(request: CheckRequest) {
    const call = this.#call(request.getUrn());
    const news = receivedArguments(request.getNews());
    const { inputs, reasons } = await this.#operations.check(call, this.#config, received(request.getOlds()), news);
    const answer = new messages.CheckResponse();
    answer.setInputs(sent(inputs));
    answer.setFailuresList(
      reasons.map((reason) => {
        // The engine shows the value of the property that a failure names, even a secret one.
        const failure = new messages.CheckFailure();
        failure.setReason(reason.toWellFormed());
        return failure;
      }),
    );
    return answer;
  }

  async diff(request: DiffRequest) {
    const [urn, id] = [request.getUrn(), request.getId()];
    const call = this.#call(urn);
    const olds = received(request.getOlds());
    const news = receivedArguments(request.getNews());
    const diff = await this.#operations.diff(call, this.#config, id, olds, news);
    this.#live.diffed(urn, id, diff);
    const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
    const answer = new messages.DiffResponse();
    answer.setChanges(diff.changes ? DIFF_SOME : DIFF_NONE);
    answer.setReplacesList(diff.replaces);
    answer.setDeletebeforereplace(true);
    answer.setHasdetaileddiff(true);
    const details = answer.getDetaileddiffMap();
    for (const path of this.#operations.changedPaths(olds, news)) {
      details.set(path, detail(path, olds, news, false));
    }
    for (const path of diff.replaces) {
      details.set(path, detail(path, olds, news, true));
    }
    return answer;
  }

  async create(request: CreateRequest) {
    const [urn, inputs] = [request.getUrn(), receivedArguments(request.getProperties())];
    const call = this.#call(urn, request.getTimeout());
    const answer = new messages.CreateResponse();
    if (request.getPreview()) {
      answer.setProperties(sent(this.#operations.previewed(call, undefined, inputs)));
      return answer;
    }
    const { id, outputs } = await this.#operations.create(call, this.#config, inputs);
    this.#live.has(urn, id);
    answer.setId(id);
    answer.setProperties(sent(outputs));
    return answer;
  }

  async read(request: ReadRequest) {
    const [id, state, inputs] = [request.getId(), received(request.getProperties()), received(request.getInputs())];
    const call = this.#call(request.getUrn());
    const seen =
      Object.keys(state).length === 0
        ? await this.#operations.import(call, this.#config, id)
        : await this.#operations.read(call, this.#config, id, { ...state, __given: pathsOf(inputs) });
    const answer = new messages.ReadResponse();
    if (seen !== undefined) {
      answer.setId("id" in seen ? String(seen.id) : id);
      answer.setProperties(sent(seen.outputs));
      answer.setInputs(sent(seen.inputs));
    }
    return answer;
  }

  async update(request: UpdateRequest) {
    const [urn, id] = [request.getUrn(), request.getId()];
    const [olds, news] = [received(request.getOlds()), receivedArguments(request.getNews())];
    const call = this.#call(urn, request.getTimeout());
    const answer = new messages.UpdateResponse();
    if (request.getPreview()) {
      answer.setProperties(sent(this.#operations.previewed(call, olds, news)));
      return answer;
    }
    const outputs = await this.#operations.update(call, this.#config, id, olds, news);
    this.#live.has(urn, id);
    answer.setProperties(sent(outputs));
    return answer;
  }

  async delete(request: DeleteRequest) {
    const [urn, id] = [request.getUrn(), request.getId()];
    const call = this.#call(urn, request.getTimeout());
    if (this.#live.isKept(urn, id)) {
      call.log.warn(
        `${id} is kept: the replacement took it up again, because it stands in its place. To have it deleted and created anew, set the option deleteBeforeReplace`,
      );
    } else {
      await this.#operations.delete(call, this.#config, id, received(request.getProperties()));
    }
    return new Empty();
  }

  get #config(): ConfigSource {
    return this.#session.config;
  }

  /** @param seconds The timeout of the request (`customTimeouts`); 0 if there is none. */
  #call(urn: string, seconds = 0): Call {
    const { signal } = this.#session;
    const timeout = seconds > 0 ? { timeoutMs: seconds * 1000 } : {};
    return { urn, signal, log: this.#session.log(urn), onlyByDefaultName: true, ...timeout };
  }
}

/** The paths of the arguments that the program gave. */
const pathsOf = (inputs: Properties): string[] =>
  Object.entries(inputs).flatMap(([key, value]) =>
    isSettingGroup(key) && isRecord(value) ? [key, ...Object.keys(value).map((inner) => `${key}.${inner}`)] : [key],
  );

function detail(path: string, olds: Properties, news: Properties, isReplaced: boolean) {
  const kinds = messages.PropertyDiff.Kind;
  const [old, now] = [valueAt(olds, path), valueAt(news, path)];
  const difference = new messages.PropertyDiff();
  if (old === undefined) {
    difference.setKind(isReplaced ? kinds.ADD_REPLACE : kinds.ADD);
  } else if (now === undefined) {
    difference.setKind(isReplaced ? kinds.DELETE_REPLACE : kinds.DELETE);
  } else {
    difference.setKind(isReplaced ? kinds.UPDATE_REPLACE : kinds.UPDATE);
  }
  return difference;
}

const valueAt = (properties: Properties, path: string): unknown =>
  path.split(".").reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), properties);

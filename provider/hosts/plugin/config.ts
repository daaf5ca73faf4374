import type { ConfigureRequest } from "@pulumi/pulumi/proto/provider_pb.js";
import { type ConfigSource, EXPLICIT_KEY } from "../../settings/settings.ts";
import { secretValue } from "../secret-properties.ts";
import { messages } from "./messages.ts";
import { unary } from "./unary.ts";
import { received, toStruct, wired } from "./wire.ts";

type CheckRequest = import("@pulumi/pulumi/proto/provider_pb.js").CheckRequest;
type DiffRequest = import("@pulumi/pulumi/proto/provider_pb.js").DiffRequest;

/** Secrets in any case. */
const SECRETS = ["secretId", "secretKey", "token"];

/** Returns the settings of a provider. The settings themselves are checked when an operation needs them. */
export const checkConfig = unary((request: CheckRequest) => {
  const settings = Object.entries(wired(request.getNews()));
  const answer = new messages.CheckResponse();
  answer.setInputs(
    toStruct(
      Object.fromEntries(settings.map(([key, value]) => [key, SECRETS.includes(key) ? secretValue(value) : value])),
    ),
  );
  return answer;
});

/** Changes of settings replace nothing. */
export const diffConfig = unary((request: DiffRequest) => {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const texts = [request.getOldInputs() ?? request.getOlds(), request.getNews()].map((one) =>
    JSON.stringify(Object.entries(received(one)).sort()),
  );
  const answer = new messages.DiffResponse();
  answer.setChanges(texts[0] === texts[1] ? DIFF_NONE : DIFF_SOME);
  return answer;
});

/** The settings of a provider: stack config, or those of an explicit provider, which take precedence over the environment. */
export function configOf(request: ConfigureRequest): ConfigSource {
  const settings = Object.entries(received(request.getArgs()));
  const values = new Map(settings.map(([key, value]) => [`qcloud:${key}`, String(value)]));
  // The engine takes every provider whose name begins with this for a default one, too (sdk/go/common/providers).
  const isDefault = (request.getName() ?? "default").startsWith("default");
  if (!isDefault) {
    values.set(EXPLICIT_KEY, "true");
  }
  return { get: (key) => values.get(key) };
}

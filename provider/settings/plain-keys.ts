import { log, runtime } from "@pulumi/pulumi";

/** Settings that sign requests. */
const KEYS = ["qcloud:secretKey", "qcloud:token"] as const;

let isSaid = false;

/** Not in the SDK's types: whether the stack's config holds a key encrypted. Without it nothing can be said. */
const { isConfigSecret } = runtime as { isConfigSecret?: (key: string) => boolean };

/** Warns, once in a process, of a key that stands in the stack's config in clear: Pulumi copies the whole config into the state. */
export function warnOfPlainKeys(): void {
  if (isSaid || isConfigSecret === undefined) {
    return;
  }
  const plain = KEYS.filter((key) => (runtime.getConfig(key) ?? "") !== "" && !isConfigSecret(key));
  if (plain.length === 0) {
    return;
  }
  isSaid = true;
  const commands = plain.map((key) => `\`pulumi config set --secret ${key}\``).join(" and ");
  log.warn(
    `the stack's config holds ${plain.join(" and ")} in clear, and so do the stack's file and its state. ` +
      `Nothing was changed. Encrypt with ${commands}, and replace the key if others can read these`,
  );
}

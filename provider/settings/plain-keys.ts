import { log, runtime } from "@pulumi/pulumi";

/** Secret settings. */
const KEYS = ["qcloud:secretKey", "qcloud:token"] as const;

let hasWarned = false;

/** Whether stack config contains a key encrypted. Not in the SDK's types. */
const { isConfigSecret } = runtime as { isConfigSecret?: (key: string) => boolean };

/** Warns once in a process if stack config contains a key in plain text: Pulumi copies the config into the state. */
export function warnOfPlainKeys(): void {
  if (hasWarned || isConfigSecret === undefined) {
    return;
  }
  const plain = KEYS.filter((key) => (runtime.getConfig(key) ?? "") !== "" && !isConfigSecret(key));
  if (plain.length === 0) {
    return;
  }
  hasWarned = true;
  const commands = plain.map((key) => `\`pulumi config set --secret ${key}\``).join(" and ");
  log.warn(
    `the stack's config contains ${plain.join(" and ")} in plain text, and so do the stack's file and its state. ` +
      `Nothing was changed. Encrypt with ${commands}, and replace the key if others can read these`,
  );
}

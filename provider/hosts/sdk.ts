import { createRequire } from "node:module";

let require: NodeJS.Require | undefined;

/** Loads a module from where the SDK is installed: its own dependencies, such as grpc-js, and its messages are resolved from there. */
export function sdkModule(specifier: string): unknown {
  require ??= createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
  return require(specifier);
}

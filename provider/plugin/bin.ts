#!/usr/bin/env node
/** The executable `pulumi-resource-qcloud`, run by the `node` in the PATH. This file loads nothing that a Node.js that is too old does not know. */

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  await import("./serve.ts");
} else {
  const error = `the provider plugin qcloud needs Node.js 22.18 or newer, and the node in the PATH (${process.execPath}) is ${process.versions.node}. Put a newer one first in the PATH, and run the command again`;
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
}

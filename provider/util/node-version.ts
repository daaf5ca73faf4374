/**
 * Refuses a Node.js that is too old, where it is imported first: nothing else of the package is run then. With such a Node.js an operation could
 * fail after it has created something.
 */
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  const error = new Error(
    `pulumi-qcloud-vpn needs Node.js 22.18 or newer, and the one that runs it (${process.execPath}) is ${process.versions.node}. Put a newer one first in the PATH, and run the command again`,
  );
  // Whoever reads this needs no stack.
  error.stack = error.message;
  throw error;
}

export {};

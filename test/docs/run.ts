/** `run.ts FILE...`: runs programs one after the other with Pulumi's mocks, and prints how many resources each declares. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import * as pulumi from "@pulumi/pulumi";

let declared = 0;
pulumi.runtime.setMocks(
  {
    newResource({ name, inputs }) {
      declared += 1;
      return {
        id: `${name}-id`,
        state: { ...inputs, sourceCidr: ["10.0.0.0/24"], destinationCidr: ["172.16.10.0/24"] },
      };
    },
    call: ({ inputs }) => inputs,
  },
  "docs",
);

/** A value for each key of the config that a program asks for. */
function configFor(source: string): Record<string, string> {
  const asked = source.matchAll(/\b(?:get|require)(?:Secret)?(Object)?(?:<.*?>)?\("([\w:]+)"\)/g);
  return Object.fromEntries(
    [...asked].map(([, object, key]) => [
      `docs:${key}`,
      object === undefined
        ? "a-value-for-the-documentation"
        : '{"berlin":"key-of-berlin-0001","lyon":"key-of-lyon-0001"}',
    ]),
  );
}

for (const file of process.argv.slice(2)) {
  declared = 0;
  pulumi.runtime.setAllConfig(configFor(readFileSync(file, "utf8")));
  await import(pathToFileURL(file).href);
  // Resources are declared after the program's own text is through.
  await pulumi.runtime.disconnect();
  console.log(`${basename(file)} ${declared}`);
}
process.exit();

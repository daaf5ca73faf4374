import { deadlineIn } from "../../provider/util/deadline.ts";
import { UsageError } from "../failure.ts";
import type { Command, Host } from "../host.ts";
import { durationOf, parseOptions } from "../options.ts";
import { openFile, openStack, type StackAccess } from "../stack/access.ts";
import { counted, plain } from "../text.ts";
import { type Diagnosis, diagnose } from "./diagnosis.ts";
import { isTrouble, labelOf, WHATS } from "./findings.ts";
import { planDestroy } from "./plan.ts";
import { asJson, asText } from "./report.ts";

const HELP = `Usage: pulumi-qcloud-vpn doctor [options]

Compares the state of a stack with the cloud, and prints the problems and the commands that repair them. Reads
only: \`pulumi stack export\`, \`pulumi config\` and the Describe actions of the API.

  --stack STACK       the stack, as for \`pulumi --stack\` (default: the selected stack)
  --cwd DIR           the folder of the Pulumi project (default: the current folder)
  --file FILE         read the state from the output of \`pulumi stack export\` instead of the stack; the settings
                      then come from the environment alone
  --keys              also compare pre-shared keys, which decrypts the state; the keys are never printed
  --plan-destroy      also show what \`pulumi destroy\` would do, in its order
  --wait DURATION     while a task is in progress, read again, for at most this long (such as 15m)
  --all               also show what other stacks have on gateways that this stack does not use
  --json              print one JSON object, for scripts
  --help              print this text

Findings on tunnels (VpnConnection) and peer gateways (UserGateway):
${Object.entries(WHATS)
  .map(([what, { meaning }]) => `  ${labelOf(what).padEnd(20)}${meaning}`)
  .join("\n")}

The mark of this package is -pqv and 12 hexadecimal digits. What is of another stack can still be an orphan of this
stack, if its resource had a parent or an owner (qcloud:owner) that the state no longer names: ask before you remove it.

Settings have the same sources as for the provider: the environment, then the stack's config, then ~/.tccli.
Keys are never printed. NO_COLOR turns colours off.

Exit code: 0 no problems, 1 problems, 2 wrong command line or failed read.
`;

const OPTIONS = {
  stack: { type: "string" },
  cwd: { type: "string" },
  file: { type: "string" },
  keys: { type: "boolean" },
  "plan-destroy": { type: "boolean" },
  wait: { type: "string" },
  all: { type: "boolean" },
  json: { type: "boolean" },
} as const;

/** Between two reads while a task is in progress. */
const INTERVAL_MS = 2000;

/** `pulumi-qcloud-vpn doctor`. */
export const doctor: Command = {
  summary: "compare a stack with the cloud, and print the commands that repair it",
  help: HELP,
  async run(args, host) {
    const { values } = parseOptions(args, OPTIONS);
    const waitMs = values.wait === undefined ? 0 : durationOf("--wait", values.wait);
    const ref = { stack: values.stack, cwd: values.cwd };
    if (values.file !== undefined && waitMs > 0) {
      throw new UsageError("--wait cannot be used with --file");
    }
    if (values.file !== undefined && values.keys === true) {
      throw new UsageError("--keys cannot be used with --file");
    }
    const report = (line: string): void => {
      if (host.stderr.isTerminal && values.json !== true) {
        host.stderr.write(`${plain(line)}\n`);
      }
    };
    report("reading the stack ...");
    const access =
      values.file === undefined
        ? await openStack(host, ref, { withKeys: values.keys === true })
        : openFile(host, ref, values.file);
    report(`reading the cloud: ${counted(access.owned.length, "resource")} of the stack ...`);
    const diagnosis = await diagnoseAndWait(access, waitMs, host);
    const plan = values["plan-destroy"] === true ? planDestroy(access, diagnosis) : undefined;
    const result = { access, diagnosis, plan, showsAll: values.all === true };
    host.stdout.write(values.json === true ? asJson(result) : asText(result, host));
    return diagnosis.findings.some(isTrouble) ? 1 : 0;
  },
};

/** Reads the cloud until nothing is busy or the time is over. The state is read once. */
async function diagnoseAndWait(access: StackAccess, waitMs: number, host: Host): Promise<Diagnosis> {
  const deadline = deadlineIn(waitMs);
  let reported = "";
  for (;;) {
    const diagnosis = await diagnose(access);
    const busy = diagnosis.findings.filter(({ what }) => what === "busy");
    if (busy.length === 0 || deadline.remainingMs() <= 0) {
      return diagnosis;
    }
    const ids = busy.map(({ id }) => id).join(", ");
    if (ids !== reported) {
      host.stderr.write(`waiting for ${plain(ids)}\n`);
      reported = ids;
    }
    await sleep(Math.min(INTERVAL_MS, deadline.remainingMs()), host.signal);
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

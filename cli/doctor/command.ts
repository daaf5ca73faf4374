import { deadlineIn } from "../../provider/util/deadline.ts";
import { UsageError } from "../failure.ts";
import type { Command, Host } from "../host.ts";
import { durationOf, parseOptions } from "../options.ts";
import { openFile, openStack, type StackAccess } from "../stack/access.ts";
import { plain } from "../text.ts";
import { type Diagnosis, diagnose } from "./diagnosis.ts";
import { isTrouble } from "./findings.ts";
import { planDestroy } from "./plan.ts";
import { asJson, asText } from "./report.ts";

const HELP = `Usage: pulumi-qcloud-vpn doctor [options]

Compares a stack's state with what stands in the cloud, and prints what is wrong and the command that repairs
it. Reads only: \`pulumi stack export\`, \`pulumi config\` and the describing actions of the API.

  --stack STACK       the stack, as \`pulumi --stack\` takes it (default: the one that is selected)
  --cwd DIR           the folder of the Pulumi project (default: this one)
  --file FILE         a state that \`pulumi stack export\` wrote, in place of the stack; settings then come from the
                      environment alone
  --plan-destroy      say also what \`pulumi destroy\` would meet, and in which order
  --wait DURATION     while a task is under way, look again, for so long at most (such as 15m)
  --all               show tunnels of other stacks too that touch nothing of this one
  --json              one JSON object, for scripts
  --help

Found:
  in both             in the state and standing
  gone                in the state, but somebody deleted it
  busy                a task is under way
  failed              the service could not make, change or delete it
  unfinished          an operation on it did not come to its end
  elsewhere           recorded at another endpoint than the one in use today
  unproved            it cannot be found, and that proves nothing: another key pair, or a damaged state
  pending             an operation was interrupted (or runs right now), and its end is written down nowhere
  orphan              this stack made it, by its name, and does not know it
  in the way          of somebody else, between the two gateways of a tunnel of this stack
  not ours            of somebody else, on a gateway that this stack uses; no trouble
  of another stack    carries the mark of this package; no trouble. It may be an orphan of this stack all the
                      same, if its resource had a parent or an owner (qcloud:owner) that the state no longer names:
                      ask before you remove it

Settings are found as the provider finds them: the environment, then the stack's config, then ~/.tccli.
Keys are never printed. NO_COLOR turns colours off.

Exit code: 0 all is well, 1 troubles, 2 not understood or could not look.
`;

const OPTIONS = {
  stack: { type: "string" },
  cwd: { type: "string" },
  file: { type: "string" },
  "plan-destroy": { type: "boolean" },
  wait: { type: "string" },
  all: { type: "boolean" },
  json: { type: "boolean" },
} as const;

/** Between two looks for the end of a task. */
const LOOK_AGAIN_MS = 2000;

/** `pulumi-qcloud-vpn doctor`. */
export const doctor: Command = {
  summary: "compare a stack with what stands in the cloud, and say how to repair it",
  help: HELP,
  async run(args, host) {
    const { values } = parseOptions(args, OPTIONS);
    const waitMs = values.wait === undefined ? 0 : durationOf("--wait", values.wait);
    const ref = { stack: values.stack, cwd: values.cwd };
    if (values.file !== undefined && waitMs > 0) {
      throw new UsageError("--wait makes no sense with --file, which does not change");
    }
    const access = values.file === undefined ? await openStack(host, ref) : openFile(host, ref, values.file);
    const diagnosis = await diagnoseAndWait(access, waitMs, host);
    const plan = values["plan-destroy"] === true ? planDestroy(access, diagnosis) : undefined;
    const report = { access, diagnosis, plan, showsAll: values.all === true };
    host.stdout.write(values.json === true ? asJson(report) : asText(report, host));
    return diagnosis.findings.some(isTrouble) ? 1 : 0;
  },
};

/** Looks until nothing is busy, or the time is over. The state stays as it was read: only the cloud is looked at again. */
async function diagnoseAndWait(access: StackAccess, waitMs: number, host: Host): Promise<Diagnosis> {
  const deadline = deadlineIn(waitMs);
  let told = "";
  for (;;) {
    const diagnosis = await diagnose(access);
    const busy = diagnosis.findings.filter(({ what }) => what === "busy");
    if (busy.length === 0 || deadline.remainingMs() <= 0) {
      return diagnosis;
    }
    const ids = busy.map(({ id }) => id).join(", ");
    if (ids !== told) {
      host.stderr.write(`waiting for ${plain(ids)}\n`);
      told = ids;
    }
    await sleep(Math.min(LOOK_AGAIN_MS, deadline.remainingMs()), host.signal);
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

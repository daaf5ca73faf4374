import { escaped } from "../../provider/util/printable.ts";
import type { Host } from "../host.ts";
import type { StackAccess } from "../stack/access.ts";
import { nameIn } from "../stack/owned.ts";
import { counted, type Paint, paintFor, plain, table } from "../text.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { type Finding, isTrouble, labelOf } from "./findings.ts";
import type { Plan } from "./plan.ts";
import { inOrder, type Step } from "./repairs.ts";
import { NEAR } from "./undeclared.ts";

/** What the doctor reports. */
export interface Report {
  readonly access: StackAccess;
  readonly diagnosis: Diagnosis;
  /** Only with --plan-destroy. */
  readonly plan: Plan | undefined;
  /** Whether to show what other stacks have on gateways that this stack does not use. */
  readonly showsAll: boolean;
}

/** The report as one JSON object, for scripts. Releases only add fields. */
export function asJson({ diagnosis, plan }: Report): string {
  const { findings, regions, remarks } = diagnosis;
  const report = {
    ok: !findings.some(isTrouble),
    asked: regions.map(({ provider, code, context }) => ({
      ...(provider === "" ? {} : { provider }),
      region: code,
      endpoint: context.settings.endpoint,
    })),
    findings: findings.map((finding) => ({
      ...finding,
      isTrouble: isTrouble(finding),
      repair: inOrder(finding.repair),
    })),
    repair: inOrder(repairsOf(findings)),
    remarks,
    ...(plan === undefined ? {} : { plan }),
  };
  return `${JSON.stringify(report, undefined, 2).split("\n").map(escaped).join("\n")}\n`;
}

/** The report for people: what was read, a table, and the commands that repair the problems. */
export function asText({ diagnosis, plan, showsAll }: Report, host: Host): string {
  const paint = paintFor(host.stdout, host.env);
  const { findings, regions, remarks } = diagnosis;
  const troubles = findings.filter(isTrouble);
  const shown = findings.filter(
    (finding) => showsAll || finding.what !== "of-another-stack" || finding.detail.endsWith(NEAR),
  );
  const hidden = findings.length - shown.length;
  const notes = shown.flatMap(({ what, advice }) => (isTrouble({ what }) ? [] : (advice ?? [])));
  return [
    ...regions.map(({ provider, code, context: { api } }) => {
      const name = provider === "" ? "" : `${nameIn(provider)}: `;
      return `${plain(`${name}read ${api.describeEndpoint()} in ${code} with ${api.describeCredentials()}`)}\n`;
    }),
    "\n",
    findings.length === 0
      ? "The stack has no tunnels and no peer gateways, and no orphans were found.\n"
      : listed(shown, paint),
    hidden === 0
      ? ""
      : `${counted(hidden, "resource")} of other stacks, on gateways that this stack does not use; --all shows them.\n`,
    ...[...new Set(notes), ...remarks].map((remark) => `Note: ${plain(remark)}\n`),
    plan === undefined ? "" : planned(plan, paint),
    troubles.length === 0 ? `\n${paint("good", "No problems found.")}\n` : repairing(troubles, paint),
  ].join("");
}

function listed(findings: readonly Finding[], paint: Paint): string {
  return table(
    ["FOUND", "WHAT", "NAME", "ID", "REGION", ""],
    findings.map((finding) => [
      {
        text: labelOf(finding.what),
        tone: isTrouble(finding) ? "bad" : finding.what === "in-both" ? "good" : "dim",
      },
      finding.kind,
      finding.name,
      finding.id || "-",
      finding.region || "-",
      finding.detail,
    ]),
    paint,
  );
}

function planned({ lines, warnings }: Plan, paint: Paint): string {
  return [
    `\n${paint("bold", "Plan of pulumi destroy, step by step:")}\n`,
    lines.length === 0
      ? "No tunnels and no peer gateways.\n"
      : table(
          ["STEP", "WHAT", "NAME", "ID", ""],
          lines.map((line) => [
            String(line.step),
            line.kind,
            line.name,
            line.id,
            { text: line.detail, ...(line.isClear ? {} : { tone: "bad" as const }) },
          ]),
          paint,
        ),
    ...warnings.map((warning) => `${paint("bad", "Warning:")} ${plain(warning)}.\n`),
  ].join("");
}

/** All commands once, in their order, and the advice on each problem. */
function repairing(troubles: readonly Finding[], paint: Paint): string {
  const advised = troubles.filter(({ advice }) => advice !== undefined);
  const commands = inOrder(repairsOf(troubles));
  return [
    `\n${paint("bad", counted(troubles.length, "problem"))}.`,
    commands.length === 0 ? "\n" : ` ${paint("bold", "Run these commands in this order:")}\n\n`,
    ...commands.map((command) => `  ${command}\n`),
    advised.length === 0 ? "" : "\n",
    ...advised.map(({ name, id, advice }) => `${plain(`${name}${id === "" ? "" : ` (${id})`}: ${advice ?? ""}`)}.\n`),
  ].join("");
}

const repairsOf = (findings: readonly Finding[]): Step[] => findings.filter(isTrouble).flatMap(({ repair }) => repair);

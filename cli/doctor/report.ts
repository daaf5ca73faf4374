import { escaped } from "../../provider/util/printable.ts";
import type { Host } from "../host.ts";
import type { StackAccess } from "../stack/access.ts";
import { nameIn } from "../stack/owned.ts";
import { counted, type Paint, paintFor, plain, table } from "../text.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { type Finding, isTrouble } from "./findings.ts";
import type { Plan } from "./plan.ts";
import { inOrder, type Step } from "./repairs.ts";

/** What the doctor has to say. */
export interface Report {
  readonly access: StackAccess;
  readonly diagnosis: Diagnosis;
  /** Only when it was asked for. */
  readonly plan: Plan | undefined;
  /** Whether tunnels of other stacks are shown that touch nothing of this one. */
  readonly showsAll: boolean;
}

/** The report as one JSON object, for scripts; its fields are only ever added to. */
export function asJson({ diagnosis, plan }: Report): string {
  const { findings, places, remarks } = diagnosis;
  const report = {
    ok: !findings.some(isTrouble),
    asked: places.map(({ provider, region, context }) => ({
      ...(provider === "" ? {} : { provider }),
      region,
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

/** The report for people: what was asked, a table, and the commands that repair what is wrong. */
export function asText({ diagnosis, plan, showsAll }: Report, host: Host): string {
  const paint = paintFor(host.stdout, host.env);
  const { findings, places, remarks } = diagnosis;
  const troubles = findings.filter(isTrouble);
  const shown = findings.filter((finding) => showsAll || finding.what !== "of-another-stack" || isNear(finding));
  const hidden = findings.length - shown.length;
  return [
    ...places.map(
      ({ provider, region, context }) =>
        `${plain(`${provider === "" ? "" : `${nameIn(provider)}: `}asked ${context.api.describeEndpoint()} in ${region} with ${context.api.describeCredentials()}`)}\n`,
    ),
    "\n",
    findings.length === 0
      ? "The stack has no tunnel and no peer gateway, and none is there that it made.\n"
      : listed(shown, paint),
    hidden === 0
      ? ""
      : `${counted(hidden, "thing")} of other stacks, on gateways that this one does not use: --all shows them.\n`,
    ...remarks.map((remark) => `Note: ${plain(remark)}\n`),
    plan === undefined ? "" : planned(plan, paint),
    troubles.length === 0 ? `\n${paint("good", "All is well.")}\n` : repairing(troubles, paint),
  ].join("");
}

const isNear = ({ detail }: Finding): boolean => detail.includes("on a gateway");

function listed(findings: readonly Finding[], paint: Paint): string {
  return table(
    ["FOUND", "WHAT", "NAME", "ID", "REGION", ""],
    findings.map((finding) => [
      {
        text: finding.what.replaceAll("-", " "),
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
    `\n${paint("bold", "pulumi destroy would delete, step by step:")}\n`,
    lines.length === 0
      ? "nothing of this package.\n"
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
    ...warnings.map((warning) => `${paint("bad", "It")} ${plain(warning)}.\n`),
  ].join("");
}

/** Each trouble in words, and then all commands once, in the order in which they are run. */
function repairing(troubles: readonly Finding[], paint: Paint): string {
  const advised = troubles.filter(({ advice }) => advice !== undefined);
  const commands = inOrder(repairsOf(troubles));
  return [
    `\n${paint("bad", counted(troubles.length, "trouble"))}.`,
    commands.length === 0 ? "\n" : ` ${paint("bold", "To repair, in this order:")}\n\n`,
    ...commands.map((command) => `  ${command}\n`),
    advised.length === 0 ? "" : "\n",
    ...advised.map(({ name, id, advice }) => `${plain(`${name}${id === "" ? "" : ` (${id})`}: ${advice ?? ""}`)}.\n`),
  ].join("");
}

const repairsOf = (findings: readonly Finding[]): Step[] => findings.filter(isTrouble).flatMap(({ repair }) => repair);

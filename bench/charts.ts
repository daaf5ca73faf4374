import type { Case } from "../test/support/measure/case.ts";
import { median, type Run, total } from "../test/support/measure/measure.ts";
import type { PeerDestroy } from "./peer.ts";
import type { Line, Plot, Point } from "./plot.ts";
import { beyondMs, type Figures, type Result } from "./report.ts";
import { destroyTargets } from "./targets.ts";

/** The plots of destroy compare tasks of this time: the longest of the benchmark, in which polling matters most. */
const taskMs = 10_000;

/** The cases of a host and an API with all tunnels at once and no rate limit of ours, by the number of tunnels. */
const allAtOnce = (results: readonly Result[], ms: number, of: Pick<Case, "host" | "api">): Result[] =>
  results
    .filter(
      ({ which }) =>
        which.rate === 0 &&
        which.api === of.api &&
        which.host === of.host &&
        which.taskMs === ms &&
        which.parallel === which.tunnels,
    )
    .sort((a, b) => a.which.tunnels - b.which.tunnels);

const line = (tone: Line["tone"], name: string, points: readonly Point[]): Line => ({
  tone,
  name,
  points: points.filter(([, value]) => Number.isFinite(value)),
});

/** Four plots over the number of tunnels, each with one message. */
export function plots({ results, peers }: Figures): Plot[] {
  const mine = allAtOnce(results, taskMs, { api: "3.0" });
  const theirs = peers.filter((one) => one.taskMs === taskMs && one.parallel === one.tunnels);
  const compared = (
    title: string,
    y: string,
    value: (result: Result) => number,
    peerValue: (destroy: PeerDestroy) => number,
    target: readonly Point[],
  ): Plot => ({
    title,
    x: "tunnels, all at once; tasks of 10 s; API 3.0",
    y,
    lines: [
      line(
        "ours",
        "this package",
        mine.map((result) => [result.which.tunnels, value(result)]),
      ),
      line(
        "theirs",
        "Terraform provider",
        theirs.map((one) => [one.tunnels, peerValue(one)]),
      ),
      line("target", "target: at most", target),
    ].filter(({ points }) => points.length > 0),
  });
  const many = allAtOnce(results, 2000, {});
  const wall = (of: readonly Result[], run: (result: Result) => Run): Point[] =>
    of.map((result) => [result.which.tunnels, run(result).of.destroy.wallMs / 1000]);
  return [
    compared(
      "The end of a task is noticed early",
      "seconds, median",
      ({ ours }) => median(ours.of.destroy.lagMs) / 1000,
      ({ lag }) => lag,
      destroyTargets.lag,
    ),
    compared(
      "destroy takes little longer than its tasks",
      "seconds beyond the tasks",
      (result) => beyondMs(result, "destroy") / 1000,
      ({ beyond }) => beyond,
      destroyTargets.beyond,
    ),
    compared(
      "Many tunnels need few calls each",
      "calls per tunnel",
      ({ ours, which }) => total(ours.of.destroy) / which.tunnels,
      ({ calls }) => calls,
      destroyTargets.calls,
    ),
    {
      title: "With hundreds of tunnels, Pulumi itself takes the time",
      x: "tunnels, all at once; tasks of 2 s",
      y: "seconds of destroy",
      lines: [
        line(
          "ours",
          "dynamic resources",
          wall(many, ({ ours }) => ours),
        ),
        line(
          "plugin",
          "the plugin",
          wall(allAtOnce(results, 2000, { host: "plugin" }), ({ ours }) => ours),
        ),
        line(
          "theirs",
          "nothing, dynamic",
          wall(many, ({ nothing }) => nothing),
        ),
      ].filter(({ points }) => points.length > 0),
    },
  ];
}

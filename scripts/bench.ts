// Measures what the project promises about speed: `npm run bench`, or one section of it: `npm run bench -- --only plan`.
import "./bench/without-compile-cache.ts";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureApplies } from "./bench/apply.ts";
import { interruptChildren } from "./bench/child.ts";
import { measureConclude } from "./bench/conclude.ts";
import { measureDashboard } from "./bench/dashboard.ts";
import { measureDrift } from "./bench/drift.ts";
import { measureFirstDay } from "./bench/first-day.ts";
import { measureFleet } from "./bench/fleet.ts";
import { measureLoading } from "./bench/load.ts";
import { measureTable, verdictOf, type Measure } from "./bench/measures.ts";
import { measurePlans } from "./bench/plan.ts";
import { measurePolicies } from "./bench/policies.ts";
import { measureRecovery } from "./bench/recovery.ts";
import { measureRedaction } from "./bench/redaction.ts";
import { measureReuse } from "./bench/reuse.ts";
import { writeReport } from "./bench/report.ts";
import type { Setting } from "./bench/setting.ts";
import { measureStart } from "./bench/start.ts";
import { measureStubs } from "./bench/stubs.ts";

const SECTIONS: Record<string, (setting: Setting) => Promise<Measure[]>> = {
  load: measureLoading,
  policies: measurePolicies,
  start: measureStart,
  stubs: measureStubs,
  plan: measurePlans,
  reuse: measureReuse,
  fleet: measureFleet,
  conclude: measureConclude,
  apply: measureApplies,
  drift: measureDrift,
  recovery: measureRecovery,
  redaction: measureRedaction,
  "first-day": measureFirstDay,
  dashboard: measureDashboard,
};

const DIST = join(import.meta.dirname, "../dist");

const { values: options } = parseArgs({
  options: { only: { type: "string" }, rounds: { type: "string", default: "3" }, dist: { type: "string", default: DIST } },
});
const names = options.only?.split(",") ?? Object.keys(SECTIONS);
const rounds = Number(options.rounds);
if (names.some((name) => !Object.hasOwn(SECTIONS, name)) || !Number.isInteger(rounds) || rounds < 1) {
  console.error(`usage: npm run bench -- [--only ${Object.keys(SECTIONS).join("|")}] [--rounds N] [--dist FOLDER]`);
  process.exit(2);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, interruptChildren);
const folder = await mkdtemp(join(tmpdir(), "bench-"));
const measures: Measure[] = [];
try {
  const dist = join(folder, "dist");
  await cp(options.dist, dist, { recursive: true });
  for (const name of names) {
    const own = join(folder, name);
    await mkdir(own);
    const say = (text: string) => console.error(`${name.padEnd(9)} ${text}`);
    measures.push(
      ...((await SECTIONS[name]?.({
        folder: own,
        rounds,
        action: join(dist, "index.js"),
        cli: join(dist, "cli/index.js"),
        policies: join(dist, "policies.wasm"),
        say,
      })) ?? []),
    );
    await rm(own, { recursive: true, force: true });
  }
  if (options.only === undefined) await writeReport(measures);
  if (measures.some((measure) => verdictOf(measure) === "missed")) process.exitCode = 1;
} finally {
  // What was measured before something went wrong took its time, too.
  if (measures.length > 0) console.log(measureTable(measures));
  await rm(folder, { recursive: true, force: true });
}

// What a fleet of accounts would take on so many runners, by the product's own partition and order: `npm run simulate -- --runners 20,50,200`.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { format } from "prettier";
import { between, table } from "./markdown-tables.ts";
import { fleetOf } from "./simulate/fleet.ts";
import { openRandom } from "./simulate/random.ts";
import { HEAD, rowsOf } from "./simulate/report.ts";
import { jobForEach, onOneRunner, overRunners, type Setting } from "./simulate/strategies.ts";

const USAGE = `usage: npm run simulate -- [--deployments 10000] [--accounts 200] [--runners 20,50,200] [--phase validate|apply] [--slots 4]
                           [--longest-minutes 20] [--noise 0.1] [--transient 0.01] [--concurrent-jobs 500] [--requests-per-hour 5000] [--seed 1] [--docs]`;

const { values: given } = parseArgs({
  options: {
    deployments: { type: "string", default: "10000" },
    accounts: { type: "string", default: "200" },
    runners: { type: "string", default: "20,50,200" },
    phase: { type: "string", default: "validate" },
    slots: { type: "string", default: "4" },
    "longest-minutes": { type: "string", default: "20" },
    noise: { type: "string", default: "0.1" },
    transient: { type: "string", default: "0.01" },
    "concurrent-jobs": { type: "string", default: "500" },
    "requests-per-hour": { type: "string", default: "5000" },
    docs: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
  },
});
const [deployments, accounts, slots, seed] = [given.deployments, given.accounts, given.slots, given.seed].map(Number);
const runners = given.runners.split(",").map(Number);
const [noise, transient] = [Number(given.noise), Number(given.transient)];
const limits = { concurrentJobs: Number(given["concurrent-jobs"]), requestsPerHour: Number(given["requests-per-hour"]) };
const counts = [deployments, accounts, slots, limits.concurrentJobs, limits.requestsPerHour, ...runners];
const { phase } = given;
if (
  counts.some((count) => !Number.isInteger(count) || (count ?? 0) < 1) ||
  !(noise >= 0) ||
  !(transient >= 0 && transient <= 1) ||
  (phase !== "validate" && phase !== "apply")
) {
  console.error(USAGE);
  process.exit(2);
}

const ask = {
  deployments: deployments ?? 0,
  accounts: accounts ?? 0,
  noise,
  transient,
  longestMs: Number(given["longest-minutes"]) * 60_000,
  seed: seed ?? 0,
};
const setting: Setting = { fleet: fleetOf(ask), slots: slots ?? 0, phase, limits, random: openRandom((seed ?? 0) + 1) };
const outcomes = [onOneRunner(setting), ...runners.map((count) => overRunners(count, setting)), jobForEach(setting)];

const text = table(HEAD, rowsOf(outcomes));
if (given.docs) {
  const page = join(import.meta.dirname, "../docs/scale.md");
  const wanted = between(await readFile(page, "utf8"), "simulation", text, "docs/scale.md");
  await writeFile(page, await format(wanted, { parser: "markdown", printWidth: 140 }));
} else {
  console.log(
    `${ask.deployments.toLocaleString("en")} deployments in ${ask.accounts} accounts, ${phase}, ${slots} at once on each runner, ${limits.concurrentJobs} jobs at once, seed ${ask.seed}\n\n${text}`,
  );
}

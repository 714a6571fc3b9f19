import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { slugOf } from "../../src/domain/dashboard/entry.ts";
import { nameOfMany, writeManyRecords } from "../../__tests__/helpers/many-records.ts";
import { expectExit, readUsage, runNode, usageOptions, type Usage } from "./child.ts";
import { listed, median, type Measure } from "./measures.ts";
import type { Setting } from "./setting.ts";

const AMOUNT = { deployments: 1_000, records: 100_000 };
const ACCOUNTS = `accounts:\n  "123456789012": { account_name: ${nameOfMany(0).account}, environment: production, region: us-east-1 }\n`;
const SLUG = slugOf(nameOfMany(0).id);
const PAGES = [
  "/",
  "/deployments",
  `/deployments/${SLUG}`,
  `/deployments/${SLUG}/resources?version=current`,
  "/audit",
  "/audit?person=person-3",
  "/policies",
  "/speed",
];

/** A folder store of a thousand deployments and a hundred thousand audit records: the dashboard from its start to its address, then each of its pages; and the same pages as files. */
export async function measureDashboard({ folder, rounds, cli, say }: Setting): Promise<Measure[]> {
  const [store, controller] = [join(folder, "store"), join(folder, "controller")];
  say(`${AMOUNT.records} audit records are written`);
  writeManyRecords(store, AMOUNT);
  await mkdir(controller);
  await writeFile(join(controller, "accounts.yaml"), ACCOUNTS);
  const options = ["--controller-dir", controller, "--state-store", `file:${store}`];

  const usageFile = join(folder, "usage.json");
  const indexed: Usage[] = [];
  const memory: number[] = [];
  const pages = new Map<string, number[]>(PAGES.map((page) => [page, []]));
  const reports: Usage[] = [];
  const walls: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const read = await startDashboard(cli, options, usageFile);
    indexed.push(await read.stop());
    walls.push(read.startMs / 1000);
    const shown = await startDashboard(cli, options, usageFile);
    const cookie = await enter(shown.address);
    for (const [page, times] of pages) times.push(await timeOf(new URL(page, shown.address), cookie));
    memory.push((await shown.stop()).rssMb);
    const ran = await runNode(cli, ["report", join(folder, `report-${round}`), ...options], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? "" },
      usageFolder: folder,
    });
    const { usage } = expectExit(ran, 0, "report");
    if (usage !== null) reports.push(usage);
    say(
      `round ${round} of ${rounds}: index ${listed(indexed.slice(-1).map(seconds), "s")}, report ${listed(reports.slice(-1).map(seconds), "s")}`,
    );
  }
  const [slowest, times] = [...pages].reduce((worst, one) => (median(one[1]) > median(worst[1]) ? one : worst));
  const what = `of ${AMOUNT.deployments} deployments and ${AMOUNT.records} audit records in a folder`;
  return [
    {
      what: `dashboard ${what}, from its start to its address: CPU time of its own`,
      value: median(indexed.map(seconds)),
      unit: "s",
      target: 5,
      detail: `${listed(indexed.map(seconds), "s")}; ${listed(walls, "s")} of wall time`,
    },
    {
      what: `its slowest page, ${slowest.replace(SLUG, "…")}`,
      value: median(times),
      unit: "ms",
      target: 200,
      detail: [...pages].map(([page, own]) => `${page.replace(SLUG, "…")} ${median(own).toFixed(0)}`).join(", "),
    },
    { what: "its largest resident memory", value: median(memory), unit: "MB", target: 300, detail: listed(memory, "MB") },
    {
      what: `report ${what}: CPU time of its own`,
      value: median(reports.map(seconds)),
      unit: "s",
      target: 10,
      detail: listed(reports.map(seconds), "s"),
    },
  ];
}

/** What the process computed, and the kernel for it. */
function seconds({ userMs, systemMs }: Usage): number {
  return (userMs + systemMs) / 1000;
}

interface RunningDashboard {
  /** From its start to its address. */
  startMs: number;
  address: URL;
  /** Ends it. @returns What it used. */
  stop: () => Promise<Usage>;
}

/** @throws Error when it ends without an address. */
async function startDashboard(cli: string, options: readonly string[], usageFile: string): Promise<RunningDashboard> {
  const usage = usageOptions(usageFile);
  const began = performance.now();
  const child = spawn(process.execPath, [...usage.args, cli, "dashboard", ...options], {
    env: { PATH: process.env.PATH ?? "", ...usage.env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = new Promise((resolve) => child.once("close", resolve));
  let output = "";
  return await new Promise((resolve, reject) => {
    child.once("close", (code) => reject(new Error(`the dashboard ended with ${String(code)}:\n${output}`)));
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const [address] = /http:\S+/.exec(output) ?? [];
      if (address === undefined) return;
      const stop = async () => {
        child.kill("SIGINT");
        await closed;
        return await readUsage(usageFile);
      };
      resolve({ startMs: performance.now() - began, address: new URL(address), stop });
    });
  });
}

/** The cookie of whoever opens the address. */
async function enter(address: URL): Promise<string> {
  const answer = await fetch(address);
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}

/** Milliseconds from the question to the last byte. @throws Error for an answer that is no page. */
async function timeOf(address: URL, cookie: string): Promise<number> {
  const began = performance.now();
  const answer = await fetch(address, { headers: { cookie } });
  await answer.text();
  if (!answer.ok) throw new Error(`${address.pathname} was answered with ${answer.status}`);
  return performance.now() - began;
}

import { join } from "node:path";
import { childEnvironment } from "../../src/adapters/child-environment.ts";
import { expectExit, runNode } from "./child.ts";
import { median } from "./measures.ts";

/**
 * What yardstick.js computes for, in milliseconds, on the machine on which the targets were set. It was not there to be measured: the release of that
 * day took 4.2 and 4.6 ms for a stub deployment there and 1.36 and 1.35 times as long later, where the yardstick took 652 ms (both in turns).
 */
const REFERENCE_MS = 480;
const TIMES = 3;

/** What the work gives, and how many times slower than the reference the machine was just before and after it. */
export async function withSlowness<Result>(folder: string, work: () => Promise<Result>): Promise<{ result: Result; slowness: number }> {
  const before = await slownessNow(folder);
  const result = await work();
  const after = await slownessNow(folder);
  return { result, slowness: (before + after) / 2 };
}

async function slownessNow(folder: string): Promise<number> {
  const times: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const ran = await runNode(join(import.meta.dirname, "yardstick.js"), [], {
      cwd: folder,
      env: childEnvironment(process.env),
      usageFolder: folder,
    });
    times.push(expectExit(ran, 0, "the yardstick").usage?.userMs ?? Number.NaN);
  }
  return median(times) / REFERENCE_MS;
}

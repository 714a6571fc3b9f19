// Hostile input for everything that reads text from outside: `npm run fuzz`, with `-- --runs 500` or `-- --seed 42`.
import { parseArgs } from "node:util";
import { fuzz } from "./fuzz/run.ts";
import { openTargets } from "./fuzz/targets.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "10000" }, seed: { type: "string" } } });
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
console.log(`seed ${seed}`);
let failed = false;
for (const target of await openTargets()) {
  const { faults, slowestMs } = fuzz(target, Number(values.runs), seed);
  console.log(
    `${target.name}: ${values.runs} inputs, the slowest took ${slowestMs.toFixed(0)} ms, ${faults === null ? "no fault" : "FAULT"}`,
  );
  if (faults === null) continue;
  failed = true;
  console.log(faults);
}
process.exitCode = failed ? 1 : 0;

// Loaded before the program that is measured: writes down what the process itself used, without its children, when it ends.
import { writeFileSync } from "node:fs";
import process from "node:process";

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  const { maxRSS } = process.resourceUsage();
  writeFileSync(
    process.env["BENCH_USAGE_FILE"],
    JSON.stringify({ userMs: user / 1000, systemMs: system / 1000, rssMb: (maxRSS * 1024) / 1e6 }),
  );
});

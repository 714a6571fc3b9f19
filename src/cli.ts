// First: the next line loads everything else.
import "./command-line/node-version.ts";
import { runCommandLine } from "./command-line/index.ts";

// Whoever reads us may have seen enough: `tf-orchestrator audit | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

process.exitCode = await runCommandLine(process.argv.slice(2));

// First: the next line loads everything else.
import "./command-line/node-version.ts";
import { runCommandLine } from "./command-line/index.ts";

// Whoever reads us may go away (`tf-orchestrator apply 2>&1 | head`, a closed terminal); what was begun is ended all the same.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (!["EPIPE", "EIO"].includes(error.code ?? "")) throw error;
  });

process.exitCode = await runCommandLine(process.argv.slice(2));

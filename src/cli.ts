// First: the next line loads everything else.
import "./command-line/node-version.ts";
import { runCommandLine } from "./command-line/index.ts";

process.exitCode = await runCommandLine(process.argv.slice(2));

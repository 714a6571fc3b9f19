const OLDEST_NODE = 24;
const node = process.versions.node;

// Before anything else is loaded: what an older Node lacks would end in a stack trace.
if (Number.parseInt(node, 10) < OLDEST_NODE) {
  process.stderr.write(`tf-orchestrator needs Node ${OLDEST_NODE} or newer, this is Node ${node} (${process.execPath})\n`);
  process.exitCode = 2;
} else {
  const { runCommandLine } = await import("./command-line/index.ts");
  process.exitCode = await runCommandLine(process.argv.slice(2));
}
export {};

const OLDEST = 24;
const { node } = process.versions;

// What an older Node lacks would end in a stack trace.
if (Number.parseInt(node, 10) < OLDEST) {
  process.stderr.write(`tf-orchestrator needs Node ${OLDEST} or newer, this is Node ${node} (${process.execPath})\n`);
  process.exit(2);
}

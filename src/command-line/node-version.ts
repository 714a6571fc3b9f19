/** `engines` of package.json says the same; a test compares them. */
const OLDEST = { major: 20, minor: 16 };
const { node } = process.versions;

const [major = 0, minor = 0] = node.split(".").map(Number);
// What an older Node lacks would end in a stack trace.
if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)) {
  process.stderr.write(`tf-orchestrator needs Node ${OLDEST.major}.${OLDEST.minor} or newer, this is Node ${node} (${process.execPath})\n`);
  process.exit(2);
}

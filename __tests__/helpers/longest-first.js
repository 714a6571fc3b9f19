import Sequencer from "@jest/test-sequencer";

/**
 * Files that take much longer than their size says, the longest first: Jest starts with the largest, and one of these left for the end would run
 * there alone.
 */
const LONG = [
  "policies/policies",
  "phases/lifecycle.property",
  "e2e/apply-faults",
  "e2e/apply-life",
  "e2e/apply-again",
  "e2e/apply-state",
  "e2e/merge",
  "e2e/command-line-state",
  "e2e/apply-gate",
  "e2e/by-hand",
  "e2e/migrate",
  "e2e/init",
  "e2e/setup-github",
  "e2e/command-line-moves",
  "e2e/single-repository",
  "e2e/validate",
  "e2e/override",
  "e2e/apply-signals",
  "e2e/cost",
  "e2e/rollout",
  "e2e/act",
  // Of the long ones first those that a change breaks most easily: `.ci/run` stops after half an hour.
  "long/demo",
  "long/lifecycle-two-repositories",
  "long/lifecycle-fleet",
  "long/depends",
  "long/two-people",
  "long/lifecycle-single-repository",
  "long/lifecycle-fleet-parts",
  "long/dashboard",
].map((name) => `/__tests__/${name}.test.ts`);

const place = ({ path }) => {
  const index = LONG.findIndex((end) => path.endsWith(end));
  return index === -1 ? LONG.length : index;
};

export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => place(a) - place(b));
  }
}

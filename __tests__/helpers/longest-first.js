import Sequencer from "@jest/test-sequencer";

/**
 * Files that take much longer than their size says, the longest first: Jest starts with the largest, and one of these left for the end would run
 * there alone.
 */
const LONG = [
  "policies/policies",
  "phases/lifecycle.property",
  "e2e/demo",
  "e2e/lifecycle-fleet",
  "e2e/depends",
  "e2e/lifecycle-fleet-parts",
  "e2e/apply-life",
  "e2e/lifecycle-two-repositories",
  "e2e/lifecycle-single-repository",
  "e2e/two-people",
  "e2e/single-repository",
  "e2e/apply-signals",
  "e2e/rollout",
  "e2e/by-hand",
  "e2e/init",
  "e2e/act",
  "e2e/validate",
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

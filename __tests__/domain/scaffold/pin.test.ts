import { expect, it } from "@jest/globals";
import { exampleFiles } from "../../../scripts/examples.ts";
import { pinned } from "../../../src/domain/scaffold/pin.ts";
import { ACTION, VERSION } from "../../../src/version.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const examples = exampleFiles();
/** What init writes into a repository of this kind. */
function of(name: string): Map<string, string> {
  return new Map([...examples].filter(([path]) => path.startsWith(`${name}/`)).map(([path, text]) => [path.slice(name.length + 1), text]));
}

it("files stay as they are without a commit, and those that are no workflows with one", () => {
  const files = new Map([["README.md", `uses: ${ACTION}\n`]]);
  expect([pinned(of("controller"), null), pinned(files, COMMIT)]).toEqual([of("controller"), files]);
});

it("a pinned workflow names the action by a commit alone, with its version beside it, and other actions as before", () => {
  const [action = ""] = ACTION.split("@");
  const usesIn = (files: ReadonlyMap<string, string>) =>
    [...files]
      .filter(([path]) => path.startsWith(".github/"))
      .flatMap(([, text]) => [...text.matchAll(/\buses: (.*)$/gm)].map(([, uses = ""]) => uses));
  for (const name of ["controller", "source", "single-repository"]) {
    const [before, after] = [usesIn(of(name)), usesIn(pinned(of(name), COMMIT))];
    expect(before).toContain(ACTION);
    expect(after).toEqual(before.map((uses) => (uses === ACTION ? `${action}@${COMMIT} # v${VERSION}` : uses)));
  }
});

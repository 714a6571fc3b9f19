import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { releaseNotes, type Release } from "../../scripts/release-notes.ts";

const RELEASE: Release = {
  tag: "v2.1.0",
  version: "2.1.0",
  homepage: "https://github.com/org/tf-orchestrator",
  changelog: `# Changelog

## 2.1.0 (2027-01-31)

### Added

- \`drift\`, see [drift](docs/drift.md#kinds) and [OpenTofu](https://opentofu.org).

## [2.0.0] - 2026-12-01

- The first.
`,
};

function refused(more: Partial<Release>): string {
  try {
    return releaseNotes({ ...RELEASE, ...more });
  } catch (error) {
    return (error as Error).message;
  }
}

describe("the notes of a release", () => {
  it.each<[string, Partial<Release>, string]>([
    [
      "the tag is of another version than package.json",
      { tag: "v2.0.0" },
      'package.json: the version is 2.1.0, expected a tag v2.1.0, got "v2.0.0"',
    ],
    [
      "the version is not released yet",
      { changelog: "# Changelog\n\n## Unreleased (2.1.0)\n\n- Something.\n" },
      'CHANGELOG.md: 0 sections about 2.1.0, expected one: "## 2.1.0 (YYYY-MM-DD)"',
    ],
    [
      "two sections are about it",
      { changelog: `${RELEASE.changelog}\n## 2.1.0 (2027-02-01)\n\n- Again.\n` },
      'CHANGELOG.md: 2 sections about 2.1.0, expected one: "## 2.1.0 (YYYY-MM-DD)"',
    ],
    [
      "nothing is said about it",
      { changelog: "## 2.1.0 (2027-01-31)\n\n## 2.0.0 (2026-12-01)\n\n- The first.\n" },
      "CHANGELOG.md: the section about 2.1.0 is empty, expected what users get",
    ],
    [
      "nothing fits",
      { tag: "main", changelog: "" },
      'package.json: the version is 2.1.0, expected a tag v2.1.0, got "main"\nCHANGELOG.md: 0 sections about 2.1.0, expected one: "## 2.1.0 (YYYY-MM-DD)"',
    ],
  ])("are refused when %s", (_, more, message) => {
    expect(refused(more)).toBe(message);
  });

  it("are its section, with links that lead to the files of its tag", () => {
    expect(releaseNotes(RELEASE)).toBe(
      "### Added\n\n- `drift`, see [drift](https://github.com/org/tf-orchestrator/blob/v2.1.0/docs/drift.md#kinds) and [OpenTofu](https://opentofu.org).\n",
    );
    expect(releaseNotes({ ...RELEASE, tag: "v2.0.0", version: "2.0.0" })).toBe("- The first.\n");
  });

  it("of the next release are there once its section has a day", () => {
    const { version, homepage } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string; homepage: string };
    const changelog = readFileSync("CHANGELOG.md", "utf8").replace(/^## Unreleased \((.*)\)$/m, "## $1 (2027-01-31)");
    expect(releaseNotes({ tag: `v${version}`, version, homepage, changelog })).toMatch(/^### Added\n\n- /);
  });
});

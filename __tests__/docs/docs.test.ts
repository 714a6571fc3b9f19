import { readdirSync, readFileSync, existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import type { Nodes } from "mdast";
import { policyTable } from "../../scripts/policy-table.ts";

const root = join(import.meta.dirname, "../..");
const DOCUMENTS = [
  ...["README.md", "CHANGELOG.md", "CONTRIBUTING.md"],
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

describe("the documents", () => {
  it.each(DOCUMENTS)("%s links to files and headings that exist", (document) => {
    const broken = linksOf(treeOf(document)).filter((link) => !/^[a-z]+:/.test(link) && !leadsSomewhere(document, link));
    expect(broken).toEqual([]);
  });

  it("begin with a README of at most 1,100 words", () => {
    expect(readFileSync(join(root, "README.md"), "utf8").trim().split(/\s+/).length).toBeLessThanOrEqual(1_100);
  });

  it("explain every check by its name", () => {
    const explained = readFileSync(join(root, "docs/troubleshooting.md"), "utf8");
    expect(namesOfChecks().filter((name) => !explained.includes(`\`${name}\``))).toEqual([]);
  });

  it("list every parameter of the bundled rules", () => {
    const defaults = /defaults := \{\n([\s\S]*?)\n\}/.exec(readFileSync(join(root, "policies/lib/parameters.rego"), "utf8"))?.[1] ?? "";
    const names = [...defaults.matchAll(/^\t"(\w+)":/gm)].map(([, name]) => name);
    const listed = [...readFileSync(join(root, "docs/policies.md"), "utf8").matchAll(/^\| `([a-z_]+)` +\| `/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(20);
    expect(listed.toSorted()).toEqual(names.toSorted());
  });

  it("list the bundled rules as they are (else: npm run build && node scripts/policy-table.ts)", async () => {
    const { current, expected } = await policyTable();
    expect(current).toBe(expected);
  });
});

function treeOf(document: string): Nodes {
  return fromMarkdown(readFileSync(join(root, document), "utf8"), { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

function nodesOf(node: Nodes): Nodes[] {
  return [node, ...("children" in node ? node.children.flatMap(nodesOf) : [])];
}

function linksOf(tree: Nodes): string[] {
  return nodesOf(tree).flatMap((node) => {
    if (node.type === "html") return [...node.value.matchAll(/ (?:src|srcset|href)="([^"]+)"/g)].map(([, link = ""]) => link);
    return node.type === "link" || node.type === "image" ? [node.url] : [];
  });
}

function leadsSomewhere(document: string, link: string): boolean {
  const [path = "", heading] = link.split("#");
  const target = path === "" ? document : relative(root, join(root, dirname(document), path));
  if (!existsSync(join(root, target))) return false;
  return heading === undefined || headingsIn(target).includes(heading);
}

const headings = new Map<string, string[]>();

/** Many links lead into few documents: each is parsed once. */
function headingsIn(document: string): string[] {
  const found = headings.get(document) ?? headingsOf(treeOf(document));
  headings.set(document, found);
  return found;
}

/** Headings as GitHub makes anchors of them. */
function headingsOf(tree: Nodes): string[] {
  return nodesOf(tree)
    .filter((node) => node.type === "heading")
    .map((heading) =>
      nodesOf(heading)
        .flatMap((node) => (node.type === "text" || node.type === "inlineCode" ? [node.value] : []))
        .join("")
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(" ", "-"),
    );
}

/** The names that checks give their findings, as the code writes them. */
function namesOfChecks(): string[] {
  const files = ["src/domain", "src/adapters", "src/steps"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => readFileSync(join(root, folder, name), "utf8")),
  );
  const written =
    /(?:\b(?:rule|encoding|size): |\b(?:\w+_)?RULE = |\brule = |(?:fileFinding|problem|warning|refused|JsonFault|report)\(\s*(?:path,\s*)?)"([a-z]+(?:-[a-z]+)*)"/g;
  return [...new Set(files.flatMap((text) => [...text.matchAll(written)].map(([, name = ""]) => name)))].sort();
}

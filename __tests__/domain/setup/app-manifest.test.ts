import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { APP_PERMISSIONS, appName } from "../../../src/domain/setup/app-manifest.ts";

it("asks for exactly the permissions that the documentation explains", () => {
  const documented = readFileSync(join(import.meta.dirname, "../../../docs/github-app-setup.md"), "utf8");
  const rows = [...documented.matchAll(/^\| ([A-Z][a-z ]+?) +\| (read and write|read) +\|/gm)].map(([, name = "", access = ""]) => [
    name === "Commit statuses" ? "statuses" : name.toLowerCase().replaceAll(" ", "_"),
    access === "read" ? "read" : "write",
  ]);
  expect(Object.fromEntries(rows)).toEqual(APP_PERMISSIONS);
});

it("has a name that GitHub takes", () => {
  expect(appName("org")).toBe("tf-orchestrator org");
  expect(appName("a".repeat(39))).toHaveLength(34);
});

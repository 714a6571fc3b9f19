import { describe, expect, it } from "@jest/globals";
import { slugOf } from "../../src/domain/dashboard/entry.ts";
import { HIDDEN_IDENTITIES } from "../../src/domain/report/redaction/identities.ts";
import { createRedactor } from "../../src/domain/report/redaction/redactor.ts";
import { reportPages } from "../../src/steps/report-pages.ts";
import { entry, index, NOW, validation } from "../domain/dashboard/builders.ts";
import { auditedPull, DATA, override, PUBLIC_BUCKET } from "../helpers/gates.ts";

const HOSTILE = `"><script>alert(1)</script> for 123456789012 by dana@example.com`;

async function pages(): Promise<Map<string, string>> {
  const entries = [entry("2026-11-21T06:00:00Z", { pullRequest: auditedPull({ override: override({ reason: HOSTILE }) }) })];
  const validations = [validation({}, [{ ...PUBLIC_BUCKET, message: HOSTILE }])];
  const found = new Map<string, string>();
  const about = {
    exceptions: [],
    approvers: [],
    redact: createRedactor([], HIDDEN_IDENTITIES),
    serverUrl: "https://github.com",
    version: "2.0.0",
    now: NOW,
  };
  for await (const [path, text] of reportPages(index({ entries, validations }), about)) found.set(path, text);
  return found;
}

describe("reportPages", () => {
  it("makes each page once, and links only to pages that it makes", async () => {
    const found = await pages();
    const one = `deployments/${slugOf(DATA)}.html`;
    expect([...found.keys()]).toEqual(["style.css", "index.html", "deployments.html", one, "audit.html", "policies.html", "speed.html"]);
    for (const [path, text] of found)
      for (const [, href = ""] of text.matchAll(/ href="([^"#][^"]*)"/g)) {
        if (href.startsWith("https://github.com/")) continue;
        expect([path, found.has(new URL(href, `http://files/${path}`).pathname.slice(1))]).toEqual([path, true]);
      }
  });

  it("runs no script, asks no question, and hides who and where", async () => {
    for (const text of (await pages()).values()) {
      expect(text).not.toMatch(/<script|<form|123456789012|dana@example/);
      if (text.startsWith("<!doctype")) expect(text).toContain("default-src 'none'");
    }
  });
});

import { describe, expect, it } from "@jest/globals";
import { checkOwnChecks, isOwnCheck, levelOfCheck, type CheckovSettings } from "../../../src/domain/controller/checkov.ts";
import { readControllerFiles } from "../../../src/domain/controller/files.ts";
import { format } from "../../../src/domain/model/finding.ts";
import { bytesOf } from "../../helpers/files.ts";

const ACCOUNTS = 'accounts: { "123456789012": { account_name: a, environment: production, region: us-east-1 } }\n';

function settings(policyYaml: string): CheckovSettings | null {
  return readControllerFiles(new Map(Object.entries({ "accounts.yaml": ACCOUNTS, "policy.yaml": policyYaml }))).policy.checkov;
}

describe("checkov in policy.yaml", () => {
  it("is off unless it is turned on", () => {
    expect(settings("")).toBeNull();
    expect(settings("checkov: false\n")).toBeNull();
    expect(settings("checkov: true\n")).toEqual({ level: "warn", deny: [], warn: [], skip: [] });
  });

  it("takes a level, and ids one by one or as a list", () => {
    expect(settings('checkov: { level: deny, deny: CKV_AWS_20, warn: ["CKV2_*"], skip: [CKV_AWS_144] }\n')).toEqual({
      level: "deny",
      deny: ["CKV_AWS_20"],
      warn: ["CKV2_*"],
      skip: ["CKV_AWS_144"],
    });
  });

  it("refuses what could turn it off by a slip", () => {
    for (const wrong of ["checkov: yes please\n", "checkov: { skips: [CKV_AWS_1] }\n", 'checkov: { skip: "CKV_AWS_1,CKV_AWS_2" }\n'])
      expect(() => settings(wrong)).toThrow(/policy\.yaml:1 {2}checkov/);
  });
});

describe("the level of a check", () => {
  const rules: CheckovSettings = { level: "warn", deny: ["CKV_AWS_2?", "ARJ_*"], warn: ["ARJ_9"], skip: [] };

  it("is the one that a list says, deny first", () => {
    expect(levelOfCheck("CKV_AWS_20", null, rules)).toBe("deny");
    expect(levelOfCheck("ARJ_9", null, rules)).toBe("deny");
    expect(levelOfCheck("ARJ_9", "critical", { ...rules, deny: [] })).toBe("warn");
  });

  it("is deny for a check that states a high severity, and the usual one for the rest", () => {
    expect(levelOfCheck("OWN_1", "high", rules)).toBe("deny");
    expect(levelOfCheck("OWN_1", "medium", rules)).toBe("warn");
    expect(levelOfCheck("CKV_AWS_1", null, { ...rules, level: "deny" })).toBe("deny");
  });
});

describe("checks of the controller's own", () => {
  const check = (id: string, more = "definition: { cond_type: attribute }\n") => `metadata: { id: ${id}, name: n, category: c }\n${more}`;

  it("are the YAML, JSON and Python files of their folder", () => {
    const paths = ["checkov-policies/a.yaml", "checkov-policies/s3/b.py", "checkov-policies/README.md", "policies/a.yaml", "b.py"];
    expect(paths.filter(isOwnCheck)).toEqual(["checkov-policies/a.yaml", "checkov-policies/s3/b.py"]);
  });

  it("are refused where Checkov would leave them out, each with its line", () => {
    const files = bytesOf({
      "checkov-policies/a.yaml": check("ARJ_1"),
      "checkov-policies/b.py": "anything",
      "checkov-policies/c.yaml": check("ARJ_2", ""),
      "checkov-policies/d.yaml": "metadata:\n  name: n\n  category: c\ndefinition: []\n",
      "checkov-policies/e.json": JSON.stringify({ metadata: { id: "ARJ_1", name: "n", category: "c" }, definition: {} }),
      "checkov-policies/f.yaml": "a: [\n",
    });
    expect(checkOwnChecks(files).map(format)).toEqual([
      "checkov-policies/c.yaml:1  definition: missing, expected a map or a list",
      expect.stringMatching(/^checkov-policies\/d\.yaml:1 {2}metadata\.id: missing, expected text/),
      'checkov-policies/e.json:1  metadata.id: got "ARJ_1", which checkov-policies/a.yaml has too, expected each id once',
      expect.stringMatching(/^checkov-policies\/f\.yaml:\d/),
    ]);
  });
});

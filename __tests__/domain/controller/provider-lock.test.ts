import { describe, expect, it } from "@jest/globals";
import { lockedProviders, withoutChecksums } from "../../../src/domain/controller/provider-lock.ts";

const HEAD = `# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.

`;

function block(provider: string, hashes: string): string {
  return `provider "registry.terraform.io/hashicorp/${provider}" {\n  version     = "5.100.0"\n  constraints = "~> 5.100"\n${hashes}}\n`;
}

const HASHES = `  hashes = [
    "h1:edXOJWE4ORX8Fm+dpVpICzMZJat4AX0VRCAy/xkcOc0=",
    "zh:03ad2ed8d4ca7ce56b5d5d8a8c5a8f5e5f1e2f3a4b5c6d7e8f90112233445566",
  ]
`;
const [AWS, RANDOM] = ["registry.terraform.io/hashicorp/aws", "registry.terraform.io/hashicorp/random"];
const FILE = `${HEAD}${block("aws", HASHES)}\n${block("random", HASHES)}`;

describe("withoutChecksums", () => {
  it.each(["", HEAD, `${HEAD}${block("aws", "")}`, `provider "x" {\n  hashes = ["one line"]\n}\n`, `provider "x" {\n  version = "1"\n`])(
    "leaves what it does not know as it is: %j",
    (file) => {
      expect(withoutChecksums(file)).toBe(file);
    },
  );

  it("keeps every version, so that no other one is taken", () => {
    expect(lockedProviders(withoutChecksums(FILE))).toEqual([
      { provider: AWS, version: "5.100.0", hashes: [] },
      { provider: RANDOM, version: "5.100.0", hashes: [] },
    ]);
    expect(withoutChecksums(FILE)).toBe(`${HEAD}${block("aws", "")}\n${block("random", "")}`);
  });

  it("reads a file with carriage returns", () => {
    const windows = FILE.replaceAll("\n", "\r\n");
    expect(withoutChecksums(windows)).toBe(`${HEAD}${block("aws", "")}\n${block("random", "")}`.replaceAll("\n", "\r\n"));
  });
});

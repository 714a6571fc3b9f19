import { expect, it } from "@jest/globals";
import { isBucket, isLogin, isPlanEnvironment, isRepository } from "../../../src/domain/setup/github-names.ts";

/** Which of them are what is asked for. */
function taken(asks: (text: string) => boolean, texts: readonly string[]): string[] {
  return texts.filter(asks);
}

it("a login is what GitHub gives people and organisations", () => {
  const right = ["a", "org", "My-Org", "a".repeat(39), "alice_acme", "0day"];
  const wrong = ["", "-org", "a".repeat(40), "al ice", "alice_", "_acme", "a_b_c", "org.name", "@alice", "org\n", "é"];
  expect(taken(isLogin, [...wrong, ...right])).toEqual(right);
});

it("a repository is an owner and a name as GitHub takes them", () => {
  const right = ["org/tf-controller", "org/.github", "alice_acme/a", `org/${"n".repeat(100)}`, "Org/A_b.c", "org/-", "org/gitwiki"];
  const wrong = [
    ...["", "org", "/name", "org/", "org/a/b", "-org/a", "my.org/a", `org/${"n".repeat(101)}`, `${"o".repeat(40)}/a`],
    ...["org/.", "org/..", "org/a.git", "org/a.Wiki", "org/a b", "org/a\n", "https://github.com/org/a"],
  ];
  expect(taken(isRepository, [...wrong, ...right])).toEqual(right);
});

it("the environment of validations is another one than that of applies, and means itself everywhere it is written", () => {
  const right = ["tf-orchestrator-plan", "plan", "Plan_1.0", "p".repeat(255)];
  const wrong = ["", "tf-orchestrator", "TF-Orchestrator", "a b", "a:b", "a/b", "pl*n", "a'b", "p".repeat(256), "plan\n"];
  expect(taken(isPlanEnvironment, [...wrong, ...right])).toEqual(right);
});

it("a bucket is what S3 takes", () => {
  const right = ["my-states", "abc", "1.b-c", "s".repeat(63)];
  const wrong = ["", "ab", "My-states", "a_b", "-abc", "abc-", "a..b", "192.168.0.1", "s".repeat(64), "{account_id}-states"];
  expect(taken(isBucket, [...wrong, ...right])).toEqual(right);
});

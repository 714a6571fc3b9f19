import { expect, it } from "@jest/globals";
import { scaffoldTemplates } from "../../../scripts/scaffold-templates.ts";
import { readAnswers } from "../../../src/domain/scaffold/answers.ts";
import { singleRepositoryFiles } from "../../../src/domain/scaffold/single-repository.ts";

it("the README of a repository for both has every command up to its first pull request, in order", () => {
  const read = readAnswers(
    {
      ...{ controller: "org/infrastructure", sources: [], approvers: [], services: ["kms"], tool: "tofu", planEnvironment: "plans" },
      accounts: ["dev=123456789012:development", "prd=210987654321:production"],
    },
    ["kms"],
  );
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  const readme = singleRepositoryFiles(read.answers, scaffoldTemplates()).get("README.md") ?? "";
  const commands = [...readme.matchAll(/^ *```sh\n([^]*?)^ *```/gm)].map(([, block = ""]) => block.split("\n").map((line) => line.trim()));
  expect(commands.map((block) => block.filter((line) => line !== ""))).toEqual([
    ["tofu init -backend=false && tofu providers lock -platform=linux_amd64 -platform=darwin_arm64"],
    [
      "tofu -chdir=bootstrap init && tofu -chdir=bootstrap apply",
      "tofu -chdir=bootstrap output -raw backend > bootstrap/backend.tf",
      "tofu -chdir=bootstrap init -migrate-state -force-copy",
    ],
    [
      'git init -b main && git add -A && git commit -m "The first deployment"',
      "git remote add origin https://github.com/org/infrastructure.git && git push -u origin main",
    ],
    [
      "export GH_TOKEN=$(gh auth token)",
      "tf-orchestrator setup github --controller org/infrastructure --source org/infrastructure --plan-environment plans --state-bucket org-tf-states --state-region us-east-1 --app",
    ],
    ["tf-orchestrator doctor --controller org/infrastructure --plan-environment plans --state-store s3://org-tf-states --tool tofu"],
    [
      "git switch -c first",
      'echo "# Our first deployment." >> KMS/first/first.tfvars',
      'git commit -a -m "The first deployment" && git push -u origin first',
    ],
  ]);
  expect(readme).toContain("For each other account, with its credentials");
});

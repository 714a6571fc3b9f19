import { describe, expect, it } from "@jest/globals";
import { exampleFiles } from "../../../scripts/examples.ts";
import { scaffoldTemplates } from "../../../scripts/scaffold-templates.ts";
import { readAnswers } from "../../../src/domain/scaffold/answers.ts";
import { controllerFiles } from "../../../src/domain/scaffold/controller.ts";
import { singleRepositoryFiles } from "../../../src/domain/scaffold/single-repository.ts";
import { chosenTool, commandsFor, workflowFor } from "../../../src/domain/scaffold/tool.ts";

describe("what init writes for OpenTofu", () => {
  it("has OpenTofu fetched where Terraform would be, and leaves a workflow for Terraform as it is", () => {
    const workflow = `      - uses: org/tf-orchestrator@v2
        with:
          # Run by act, it takes the terraform that is there.
          terraform-version: \${{ !env.ACT && '1.11.4' || '' }}
      - uses: org/tf-orchestrator@v2
        with:
          state-bucket: states
          terraform-version: "1.11.4"
`;
    expect(workflowFor("tofu", workflow)).toBe(`      - uses: org/tf-orchestrator@v2
        with:
          tool: tofu
          # Run by act, it takes the tofu that is there.
          tofu-version: \${{ !env.ACT && '1.10.6' || '' }}
      - uses: org/tf-orchestrator@v2
        with:
          state-bucket: states
          tool: tofu
          tofu-version: "1.10.6"
`);
    expect(workflowFor("terraform", workflow)).toBe(workflow);
  });

  it("names the version that the examples' workflows fetch", () => {
    const versions = [...exampleFiles().values()].flatMap((text) => [...text.matchAll(/terraform-version:.*?(\d+\.\d+\.\d+)/g)]);
    expect([...new Set(versions.map(([, version = ""]) => `Terraform ${version}`))]).toEqual([chosenTool("terraform")]);
  });

  it("writes a document's commands for it, and leaves its sentences", () => {
    expect(commandsFor("tofu", "With terraform init:\n\n   ```sh\n   terraform init && terraform -chdir=a apply\n   ```\n")).toBe(
      "With terraform init:\n\n   ```sh\n   tofu init && tofu -chdir=a apply\n   ```\n",
    );
  });

  it("asks for no other tool, in any command or workflow", () => {
    const given = {
      controller: "org/infrastructure",
      sources: [],
      accounts: ["prd=123456789012:production"],
      approvers: [],
      services: ["kms"],
    };
    const read = readAnswers({ ...given, tool: "tofu" }, ["kms"]);
    const answers = "answers" in read ? read.answers : null;
    if (answers === null) throw new Error("the answers are right");
    const templates = scaffoldTemplates();
    const files = [...controllerFiles(answers, templates), ...singleRepositoryFiles(answers, templates)];
    const commands = files.filter(([path]) => /\.(?:md|yml)$/.test(path) && !path.startsWith("modules/"));
    const others = commands.flatMap(([path, text]) =>
      text
        .split("\n")
        .flatMap((line) => (/\bterraform (?:-|init|apply|output|providers|plan)|terraform-version/.test(line) ? [`${path}: ${line}`] : [])),
    );
    expect([commands.length, others]).toEqual([20, []]);
  });
});

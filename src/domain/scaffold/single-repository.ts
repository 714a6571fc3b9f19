import type { Answers } from "./answers.ts";
import { controllerCode, DOCTOR, DRIFT_WORKFLOW, driftWorkflowOf, workflowOf } from "./controller.ts";
import { joined, type Files } from "./files.ts";
import { docs, forOwner, ignored, lockCommands } from "./shared.ts";
import { firstDeployment } from "./source.ts";
import { workflowFor } from "./tool.ts";

const WORKFLOW = ".github/workflows/tf-orchestrator.yml";

/** Both roles in one repository. */
export function singleRepositoryFiles(answers: Answers, templates: Files): Files {
  const { controller } = answers;
  return joined(
    controllerCode({ ...answers, sources: [] }, templates),
    firstDeployment(answers, templates),
    new Map([
      [WORKFLOW, workflowOf(templates.get(`single-repository/${WORKFLOW}`) ?? "", answers)],
      [DOCTOR, workflowFor(answers.tool, templates.get(`single-repository/${DOCTOR}`) ?? "")],
      [DRIFT_WORKFLOW, driftWorkflowOf(templates.get(`single-repository/${DRIFT_WORKFLOW}`) ?? "", answers)],
      [".gitignore", ignored],
      ["CODEOWNERS", forOwner(controller, "Code, rules and the workflow decide what is deployed, and by whom.")],
      [
        "README.md",
        `# ${controller.split("/")[1] ?? ""}

Configuration, Terraform code and rules in one repository. Each tfvars file is one deployment with a state of its own; a pull request changes either deployments or the code and rules, never both. \`${DRIFT_WORKFLOW}\` looks by itself for what is [not as it was applied](${docs("drift")}); its \`cron\` says when.

1. Lock the providers, commit and push to \`main\`:

   \`\`\`sh
   ${lockCommands(answers.tool)}
   \`\`\`

2. Make the roles and the state bucket in AWS: see \`bootstrap/README.md\`.
3. Set GitHub up:

   \`\`\`sh
   tf-orchestrator setup github --controller ${controller} --source ${controller} --state-bucket ${answers.stateBucket} --state-region ${answers.stateRegion}
   \`\`\`

Documentation: ${docs("quick-start")}.
`,
      ],
    ]),
  );
}

import type { Answers } from "./answers.ts";
import { controllerCode, firstSteps, lastStep, otherWorkflows, planEnvironmentOption, readingWorkflows, workflowOf } from "./controller.ts";
import { below, joined, type Files } from "./files.ts";
import { docs, forOwner, ignored, pushCommands } from "./shared.ts";
import { firstDeployment, noDeploymentYet } from "./source.ts";

const WORKFLOW = ".github/workflows/tf-orchestrator.yml";

/** Both roles in one repository. */
export function singleRepositoryFiles(answers: Answers, templates: Files): Files {
  const { controller } = answers;
  const first = firstDeployment(answers, templates);
  return joined(
    controllerCode({ ...answers, sources: [] }, templates),
    first,
    new Map([
      [WORKFLOW, workflowOf(templates.get(`single-repository/${WORKFLOW}`) ?? "", answers)],
      ...otherWorkflows(answers, below(templates, "single-repository")),
      ...readingWorkflows(answers, below(templates, "single-repository")),
      [".gitignore", ignored],
      ["CODEOWNERS", forOwner(controller, "Code, rules and the workflow decide what is deployed, and by whom.")],
      [
        "README.md",
        `# ${controller.split("/")[1] ?? ""}

Configuration, Terraform code and rules in one repository. Each tfvars file is one deployment with a state of its own; a pull request changes either deployments or the code and rules, never both. \`.github/workflows/drift.yml\` looks by itself for what is [not as it was applied](${docs("drift")}); its \`cron\` says when. \`.github/workflows/reconcile.yml\` puts back what was changed outside, when a comment in the issue on drift [asks for it](${docs("drift")}). \`.github/workflows/cleanup.yml\` removes from the bucket what [retention](${docs("cleanup")}) lets go, once a week; \`.github/workflows/report.yml\` keeps the [dashboard's pages](${docs("dashboard")}) as an artifact, once a day.

## Set it up

The commands run in this folder.

${firstSteps(answers)}
3. Push it to an empty repository on GitHub:

   \`\`\`sh
   ${pushCommands(controller, "The first deployment")}
   \`\`\`

4. Set GitHub up: environment${answers.planEnvironment === null ? "" : "s"}, keys, App, labels, branches, rules. GitHub makes the App in your browser; pull requests are opened in its name.

   \`\`\`sh
   export GH_TOKEN=$(gh auth token)
   tf-orchestrator setup github --controller ${controller} --source ${controller}${planEnvironmentOption(answers)} --state-bucket ${answers.stateBucket} --state-region ${answers.stateRegion} --app
   \`\`\`

${lastStep(answers, "The workflow `doctor` looks at what only a job can see (the keys, the roles): start it under Actions.")}${firstChange(answers.services, [...first.keys()][0])}
Documentation: ${docs("quick-start")}.
`,
      ],
    ]),
  );
}

/** @param tfvars The first deployment; undefined: there is none yet. */
function firstChange(services: readonly string[], tfvars: string | undefined): string {
  if (tfvars === undefined)
    return `\n6. ${noDeploymentYet(services)} Push it on a branch: its pull request opens, is planned and judged.\n`;
  return `
6. Change a tfvars on a branch, and push that: its pull request opens, is planned and judged. When somebody else approves, it is merged and applied.

   \`\`\`sh
   git switch -c first
   echo "# Our first deployment." >> ${tfvars}
   git commit -a -m "The first deployment" && git push -u origin first
   \`\`\`
`;
}

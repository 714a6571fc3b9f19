import type { Answers, NewAccount } from "./answers.ts";
import { joined, type Files } from "./files.ts";
import { docs, forOwner, ignored, pushCommands } from "./shared.ts";
import { toolOption } from "./tool.ts";

const WORKFLOW = ".github/workflows/dispatch-to-controller.yml";

/** A source repository: a workflow, and one deployment to begin with. */
export function sourceFiles(answers: Answers, repository: string, templates: Files): Files {
  const [owner = "", name = ""] = answers.controller.split("/");
  const workflow = (templates.get(`source/${WORKFLOW}`) ?? "")
    .replace(/^ {2}CONTROLLER_OWNER: .*$/m, `  CONTROLLER_OWNER: ${owner}`)
    .replace(/^ {2}CONTROLLER_NAME: .*$/m, `  CONTROLLER_NAME: ${name}`);
  const first = firstDeployment(answers, templates);
  return joined(
    new Map([
      [WORKFLOW, workflow],
      [".gitignore", ignored],
      ["CODEOWNERS", forOwner(repository, "Reviews of these people are asked for; the workflow above all.")],
      ["README.md", readme(repository, answers, [...first.keys()][0] ?? "")],
    ]),
    first,
  );
}

/**
 * One small deployment into the first account that is not production, else the first: the example of the first service that has one
 * (its module's README), under the names of this organisation.
 */
export function firstDeployment({ accounts, services, controller }: Answers, templates: Files): Files {
  const account = accounts.find(({ environment }) => environment !== "production") ?? accounts[0];
  const service = services.find((name) => exampleOf(name, templates) !== null);
  if (account === undefined || service === undefined) return new Map();
  const example = exampleOf(service, templates) ?? "";
  const owner = (controller.split("/")[0] ?? "").toLowerCase();
  return new Map([[`${service.toUpperCase()}/first/first.tfvars`, `${head(account)}\n${example.replaceAll("example-org", owner)}`]]);
}

function head({ name, environment }: NewAccount): string {
  return `account_name = "${name}"\nproject      = "first"\nenvironment  = "${environment}"\n`;
}

/** The first block of HCL in the README of a service's module; null: it shows none. */
export function exampleOf(service: string, templates: Files): string | null {
  return /```hcl\n([\s\S]*?)```/.exec(templates.get(`controller/modules/${service}/README.md`) ?? "")?.[1] ?? null;
}

function readme(repository: string, { controller, tool }: Answers, first: string): string {
  return `# ${repository.split("/")[1] ?? ""}: deployments

Only configuration: tfvars, and the JSON documents they name. The Terraform code is in ${controller}. Each tfvars file is one deployment with a state of its own.

Push it to an empty repository on GitHub:

\`\`\`sh
${pushCommands(repository, "The first deployment", "")}
\`\`\`

When the controller is set up (its README has the commands), push a branch, and a pull request against the environment's branch opens. It is planned and judged, and a comment shows the result. When somebody else approves, it is merged and applied. Try a change before you
push it, beside a clone of the controller:

\`\`\`sh
tf-orchestrator plan --working-dir . --controller-dir ../${controller.split("/")[1] ?? ""} --changed-files ${first}${toolOption(tool)}
\`\`\`

Values are literals: no functions, references or templates. A JSON file is looked up beside the tfvars first, then from the root of the repository.

What reviewers and special approvers can write: ${docs("pull-requests")}.
`;
}

import type { ToolName } from "../model/tool.ts";
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
 * (its module's README), with its documents, under the names of this organisation. Services whose entries name things of an account have none.
 * @returns The tfvars first; empty where no service has an example.
 */
export function firstDeployment({ accounts, services, controller }: Answers, templates: Files): Files {
  const account = accounts.find(({ environment }) => environment !== "production") ?? accounts[0];
  const service = services.find((name) => exampleOf(name, templates) !== null);
  if (account === undefined || service === undefined) return new Map();
  const owner = (controller.split("/")[0] ?? "").toLowerCase();
  const tfvars = `${head(account)}\n${exampleOf(service, templates) ?? ""}`;
  const files = [[firstTfvars(service), tfvars] as const, ...documentsOf(service, templates)];
  return new Map(files.map(([path, text]) => [path, text.replaceAll("example-org", owner)]));
}

function firstTfvars(service: string): string {
  return `${service.toUpperCase()}/first/first.tfvars`;
}

function head({ name, environment }: NewAccount): string {
  return `account_name = "${name}"\nproject      = "first"\nenvironment  = "${environment}"\n`;
}

/** The first block of HCL in the README of a service's module; null: it shows none. */
export function exampleOf(service: string, templates: Files): string | null {
  return /```hcl\n([\s\S]*?)```/.exec(readmeOf(service, templates))?.[1] ?? null;
}

/** The documents that go with it, by path: blocks of JSON with a file's name. */
function documentsOf(service: string, templates: Files): (readonly [path: string, text: string])[] {
  const blocks = readmeOf(service, templates).matchAll(/```json ([\w-]+\.json)\n([\s\S]*?)```/g);
  return [...blocks].map(([, name = "", text = ""]) => [`${service.toUpperCase()}/first/${name}`, text]);
}

function readmeOf(service: string, templates: Files): string {
  return templates.get(`controller/modules/${service}/README.md`) ?? "";
}

/** What is said in place of a first deployment. @param where The modules are: " in the controller". */
export function noDeploymentYet([service = ""]: readonly string[], where = ""): string {
  return `There is no deployment yet, because its entries name things of your account. Write one into a folder of its own, such as \`${firstTfvars(service)}\`: the README of \`modules/${service}\`${where} shows what it holds.`;
}

function readme(repository: string, { controller, services, tool }: Answers, first: string): string {
  return `# ${repository.split("/")[1] ?? ""}: deployments

Only configuration: tfvars, and the JSON documents they name. The Terraform code is in ${controller}. Each tfvars file is one deployment with a state of its own.

Push it to an empty repository on GitHub:

\`\`\`sh
${pushCommands(repository, "The first deployment", "")}
\`\`\`

When the controller is set up (its README has the commands), push a branch, and a pull request against the environment's branch opens. It is planned and judged, and a comment shows the result. When somebody else approves, it is merged and applied.

${first === "" ? noDeploymentYet(services, " in the controller") : tryIt(controller, first, tool)}

Values are literals: no functions, references or templates. A JSON file is looked up beside the tfvars first, then from the root of the repository.

What reviewers and special approvers can write: ${docs("pull-requests")}.
`;
}

function tryIt(controller: string, tfvars: string, tool: ToolName): string {
  return `Try a change before you push it, beside a clone of the controller:

\`\`\`sh
tf-orchestrator plan --working-dir . --controller-dir ../${controller.split("/")[1] ?? ""} --changed-files ${tfvars}${toolOption(tool)}
\`\`\``;
}

import { ENVIRONMENT } from "../setup/names.ts";
import type { Answers } from "./answers.ts";
import { below, joined, within, type Files } from "./files.ts";
import { docs, forOwner, ignored, lockCommands, pushCommands } from "./shared.ts";
import { rootWith } from "./terraform-root.ts";
import { chosenTool, commandsFor, toolOption, workflowFor } from "./tool.ts";

/** Which rules of `advice` are about which service, by the first letters of their ids; `COM` is about all. */
const SERVICE_OF_RULES: Readonly<Record<string, string>> = {
  API: "apigateway",
  CW: "cloudwatch",
  DDB: "dynamodb",
  EC2: "ec2",
  IAM: "iam",
  KMS: "kms",
  LAM: "lambda",
  RDS: "rds",
  S3: "s3",
  SNS: "sns",
  SQS: "sqs",
  VPC: "vpc",
};

const DRIFT_WORKFLOW = ".github/workflows/drift.yml";
const REPORT_WORKFLOW = ".github/workflows/report.yml";

const BRANCHES: Readonly<Record<string, string>> = { production: "prod", staging: "stage", development: "dev" };

/** The workflow that looks at everything, when somebody starts it. */
const DOCTOR = ".github/workflows/doctor.yml";

/** The workflows beside those for pull requests and drift: by hand, by a comment, by a schedule. */
const OTHERS = [
  DOCTOR,
  ".github/workflows/destroy.yml",
  ".github/workflows/rollback.yml",
  ".github/workflows/reconcile.yml",
  ".github/workflows/cleanup.yml",
];

/** A controller repository: code, rules, accounts, workflow, and the module that sets AWS up. */
export function controllerFiles(answers: Answers, templates: Files): Files {
  const workflow = ".github/workflows/centralized-controller.yml";
  return joined(
    controllerCode(answers, templates),
    new Map([
      [workflow, workflowOf(templates.get(`controller/${workflow}`) ?? "", answers)],
      ...otherWorkflows(answers, below(templates, "controller")),
      ...readingWorkflows(answers, below(templates, "controller")),
      ["CODEOWNERS", codeowners(answers)],
      [".gitignore", ignored],
      ["README.md", readme(answers)],
    ]),
  );
}

/** What a controller holds wherever its workflow is: Terraform code, YAML files, golden templates, and the module that sets AWS up. */
export function controllerCode(answers: Answers, templates: Files): Files {
  const controller = below(templates, "controller");
  const copied = [...controller].filter(
    ([path]) => path === "versions.tf" || answers.services.some((service) => path.startsWith(`modules/${service}/`)),
  );
  const golden = answers.services.flatMap((service) => {
    const path = `golden-templates/${service}.json`;
    const text = controller.get(path);
    return text === undefined ? [] : [[path, goldenTemplate(text)] as const];
  });
  return joined(
    rootWith(controller, answers.services),
    new Map([...copied, ...golden]),
    new Map([
      ["accounts.yaml", accountsYaml(answers)],
      ["deployment-rules.yaml", rulesYaml(answers)],
      ["special-approvers.yaml", approversYaml(answers)],
      ["policy.yaml", policyYaml(controller, answers.services)],
      ["notifications.yaml", NOTIFICATIONS_YAML],
    ]),
    bootstrap(answers, templates),
  );
}

/** A golden template without its tags: which ones there must be, nobody has said yet. */
export function goldenTemplate(text: string): string {
  const kept = JSON.parse(text, (key, value: unknown) => (key === "required_tags" ? undefined : value)) as unknown;
  return `${JSON.stringify(kept, null, 2)}\n`;
}

const NOTIFICATIONS_YAML = `# Who is told besides GitHub, and of what: ${docs("notifications")}. What an address or a token is, only the secret
# TF_NOTIFICATION_SECRETS of the GitHub environment says: a map such as {"SLACK_TOKEN": "xoxb-…", "PAGERDUTY_KEY": "…"}.
# targets:
#   deployments:
#     slack: { token_from: SLACK_TOKEN, channel: C0123456789 }
#     events: [waiting-for-approval, applied, failed, recovered, override]
#   on-call:
#     pagerduty: { routing_key_from: PAGERDUTY_KEY }
#     events: [failed, lock-old]
#     environments: [production]
`;

function accountsYaml({ accounts, sources, controller }: Answers): string {
  const others = sources.filter((source) => source !== controller);
  const entries = accounts.map(
    ({ name, id, environment, region }) => `  "${id}":
    account_name: ${name}
    environment: ${environment}
    region: ${region}
    plan_role_arn: arn:aws:iam::${id}:role/TerraformPlan
    role_arn: arn:aws:iam::${id}:role/TerraformApply
${others.length === 0 ? "" : `    repositories: [${others.map((source) => JSON.stringify(source)).join(", ")}]\n`}`,
  );
  return `# The accounts that may be deployed to, and the source repositories that may deploy there.
accounts:
${entries.join("")}
default_tags:
  ManagedBy: Terraform
`;
}

function rulesYaml({ services }: Answers): string {
  const environments = Object.entries(BRANCHES).map(
    ([name, branch]) => `  ${name}: { branch: ${branch}${name === "production" ? ", deletions: block, min_approvals: 1" : ""} }\n`,
  );
  const keysFirst = services.includes("s3") && services.includes("kms");
  return `# Where an environment's changes are merged, and what may happen there.
environments:
${environments.join("")}
default_branch: main
${keysFirst ? '\n# Keys exist before the buckets that use them.\ndependencies:\n  - deployment: "s3/*"\n    after: ["kms/*"]\n' : ""}`;
}

function approversYaml({ approvers }: Answers): string {
  const comment = '# Who may override a failed verdict with a comment that starts with "OVERRIDE:", and where.\n';
  if (approvers.length === 0) return `${comment}special_approvers: []\n`;
  const entries = approvers.map(({ login, environments }) => `  - github: ${login}\n    environments: [${environments.join(", ")}]\n`);
  return `${comment}special_approvers:\n${entries.join("")}`;
}

/** The advice that the chosen modules' inputs can follow. */
function policyYaml(controller: Files, services: readonly string[]): string {
  const [, advice = ""] = (controller.get("policy.yaml") ?? "").split("\nadvice:\n");
  const variables = services.map((service) => controller.get(`modules/${service}/variables.tf`) ?? "").join("\n");
  const isWanted = (line: string): boolean => {
    const [, letters = ""] = /^ {2}([A-Z0-9]+)-\d+:/.exec(line) ?? [];
    const [, attribute] = /\b(?:set|document): ([a-z0-9_]+)/.exec(line) ?? [];
    const service = SERVICE_OF_RULES[letters];
    return (
      (service === undefined || services.includes(service)) &&
      (attribute === undefined || new RegExp(`^ +${attribute} += `, "m").test(variables))
    );
  };
  return `# The built-in rules always run. Folders with Rego of your own are added with \`policy: [policies]\`.
profile: baseline # denies what nobody defends, and warns of the rest; then recommended, strict
fail_on_deny: true
fail_on_warn: false

# parameters:
#   required_tags: [Owner, Team, CostCenter]
#   name_pattern: "^[a-z0-9]+-(dev|test|staging|prod)-[a-z0-9-]+$"

exceptions: []

# What an author of a tfvars writes to answer a rule, in the words of modules/*/variables.tf. Findings show it, and point to the attribute's line,
# or to the line of the JSON file (document).
advice:
${advice
  .split("\n")
  .filter(isWanted)
  .join("\n")
  .replace(/\n{3,}/g, "\n\n")
  .trimEnd()}
`;
}

/** The workflow with the chosen tool; validations in a GitHub environment of their own where there is one. */
export function workflowOf(template: string, { planEnvironment, tool }: Pick<Answers, "planEnvironment" | "tool">): string {
  const workflow = workflowFor(tool, template);
  if (planEnvironment === null || planEnvironment === ENVIRONMENT) return workflow;
  return workflow.replace(
    `environment: ${ENVIRONMENT}\n`,
    `environment: \${{ github.event.action == 'tf-validate' && '${planEnvironment}' || '${ENVIRONMENT}' }}\n`,
  );
}

export function otherWorkflows({ tool }: Pick<Answers, "tool">, templates: Files): [path: string, text: string][] {
  return OTHERS.map((path) => [path, workflowFor(tool, templates.get(path) ?? "")]);
}

/** The workflows that take the plan roles, where these let a job in: the one that looks for drift on its schedule, and the report. */
export function readingWorkflows({ planEnvironment, tool, driftCron }: Answers, templates: Files): [path: string, text: string][] {
  const inPlace = (path: string) =>
    workflowFor(tool, templates.get(path) ?? "").replace(
      `environment: ${ENVIRONMENT}\n`,
      `environment: ${planEnvironment ?? ENVIRONMENT}\n`,
    );
  return [
    [DRIFT_WORKFLOW, inPlace(DRIFT_WORKFLOW).replace(/- cron: "[^"]*"/, `- cron: "${driftCron}"`)],
    [REPORT_WORKFLOW, inPlace(REPORT_WORKFLOW)],
  ];
}

function bootstrap({ accounts, controller, stateBucket, stateRegion, planEnvironment, tool }: Answers, templates: Files): Files {
  const [home, ...others] = accounts;
  const shared = {
    controller_repository: controller,
    state_bucket: stateBucket,
    ...(planEnvironment === null ? {} : { plan_environment: planEnvironment }),
  };
  const values = (entries: Record<string, unknown>): string => `${JSON.stringify(entries, null, 2)}\n`;
  return within(
    "bootstrap",
    joined(
      new Map([...below(templates, "bootstrap")].map(([path, text]) => [path, path.endsWith(".md") ? commandsFor(tool, text) : text])),
      new Map([
        [
          "terraform.tfvars.json",
          values({
            account_id: home?.id,
            region: stateRegion,
            ...shared,
            ...(others.length === 0 ? {} : { other_accounts: others.map(({ id }) => id) }),
          }),
        ],
        ...others.map(
          ({ name, id }) =>
            [
              `other-accounts/${name}.tfvars.json`,
              values({ account_id: id, region: stateRegion, ...shared, create_state_bucket: false }),
            ] as const,
        ),
      ]),
    ),
  );
}

function codeowners({ controller }: Answers): string {
  return forOwner(controller, "Everything here decides what is deployed, and by whom: its owners review every change.");
}

function readme(answers: Answers): string {
  const { controller, sources, services, stateBucket, stateRegion, planEnvironment, tool } = answers;
  const name = controller.split("/")[1] ?? "";
  const setUp = `tf-orchestrator setup github --controller ${controller}${sources.map((source) => ` --source ${source}`).join("")}${planEnvironmentOption(answers)}`;
  return `# ${name}: the controller

It holds what teams do not write: the Terraform code, the rules, and the workflow that runs both. Teams keep tfvars and JSON in ${sources.length === 0 ? "source repositories" : sources.join(", ")}.

- \`main.tf\`, \`variables.tf\`, \`outputs.tf\`, \`versions.tf\`: the one root module of every deployment. Its state comes by \`-backend-config\`.
- \`modules/\`: one module per service. A map of objects in, resources with safe defaults out.
- \`accounts.yaml\`: which accounts there are, with which roles, and who may deploy there.
- \`deployment-rules.yaml\`: which environment is merged into which branch, and what runs after what.
- \`special-approvers.yaml\`: who may override a failed verdict.
- \`policy.yaml\`, \`golden-templates/\`: what a plan must and must not have, and what authors are told to write.
- \`notifications.yaml\`: who is told besides GitHub, and of what.
- \`bootstrap/\`: makes the roles and the state bucket in AWS, once.
- \`.github/workflows/centralized-controller.yml\`: runs when a source repository dispatches, with ${chosenTool(tool)}.
- \`${DOCTOR}\`: looks at everything from inside a job, when you start it.
- \`.github/workflows/destroy.yml\` and \`rollback.yml\`: destroy a deployment, or put a backup in the place of its state, [when a reviewer agrees](${docs("by-hand")}).
- \`.github/workflows/drift.yml\`: looks by itself for what is [not as it was applied](${docs("drift")}); its \`cron\` says when.
- \`.github/workflows/reconcile.yml\`: puts back what was changed outside, when a comment in the issue on drift [asks for it](${docs("drift")}).
- \`.github/workflows/cleanup.yml\`: once a week, removes from the bucket what [retention](${docs("cleanup")}) lets go.
- \`${REPORT_WORKFLOW}\`: once a day, the [dashboard's pages](${docs("dashboard")}) as an artifact, and on GitHub Pages if you like.

Services: ${services.join(", ")}. \`tf-orchestrator init service NAME\` adds another one.

## Set it up

The commands run in this folder.

${firstSteps(answers)}
3. Push it to an empty repository on GitHub${sources.length === 0 ? "" : `, and ${sources.join(", ")} likewise (the commands are in the README there)`}:

   \`\`\`sh
   ${pushCommands(controller, "The controller")}
   \`\`\`

4. Set GitHub up: environment${planEnvironment === null ? "" : "s"}, keys, App, labels, branches, rules. The first command has GitHub make the App in your browser. The second one has the rules count the check of this App alone.

   \`\`\`sh
   export GH_TOKEN=$(gh auth token)
   ${setUp} --state-bucket ${stateBucket} --state-region ${stateRegion} --app
   ${setUp}
   \`\`\`

${lastStep(answers, "The workflow `doctor` looks at what only a job can see (the App, the keys, the roles): start it under Actions.")}
Documentation: ${docs("quick-start")}.
`;
}

/** What whoever set up a new repository types first, in its folder. */
export function firstSteps({ accounts, stateBucket, tool }: Answers): string {
  const others = accounts.slice(1);
  return `1. Lock the providers:

   \`\`\`sh
   ${lockCommands(tool)}
   \`\`\`

2. Make the roles and the bucket \`${stateBucket}\` in AWS, with credentials of the account ${accounts[0]?.name ?? ""}, and move the state of that into the bucket:

   \`\`\`sh
   ${tool} -chdir=bootstrap init && ${tool} -chdir=bootstrap apply
   ${tool} -chdir=bootstrap output -raw backend > bootstrap/backend.tf
   ${tool} -chdir=bootstrap init -migrate-state -force-copy
   \`\`\`
${others.length === 0 ? "" : `\n   For each other account, with its credentials: copy \`bootstrap/\` and put its file from \`other-accounts/\` in place of \`terraform.tfvars.json\` and without \`backend.tf\`.\n`}`;
}

/** What `setup` and `doctor` are told of the second environment. */
export function planEnvironmentOption({ planEnvironment }: Answers): string {
  return planEnvironment === null ? "" : ` --plan-environment ${planEnvironment}`;
}

/** And last. */
export function lastStep(answers: Answers, more: string): string {
  const { controller, stateBucket, tool } = answers;
  return `5. Look at everything:

   \`\`\`sh
   tf-orchestrator doctor --controller ${controller}${planEnvironmentOption(answers)} --state-store s3://${stateBucket}${toolOption(tool)}
   \`\`\`

   ${more}
`;
}

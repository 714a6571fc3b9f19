import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { format, resolveConfig } from "prettier";
import { terraform } from "../lab/tools.ts";
import { measureTable, type Measure } from "./measures.ts";

const root = join(import.meta.dirname, "../..");

/** Writes docs/benchmarks.md. */
export async function writeReport(measures: readonly Measure[]): Promise<void> {
  const text = `# Benchmarks

Written by \`npm run bench\`, which measures what the project promises about its speed. It needs terraform, a C compiler and the committed
\`dist/\`, starts a local GitHub and a local AWS (moto) for itself, and takes about fifteen minutes on two cores.

${measureTable(measures)}

## How it is measured

- **Reference speed.** Computing takes as long as the machine is fast, and rented machines differ by half from hour to hour. So where a value is computing alone, a fixed piece of
  work (\`scripts/bench/yardstick.js\`) is timed before and after it, and a column tells what the value would be where that work takes 480 ms, for information: the verdict is about the value as
  measured. There the targets were set, on 21 November: the release of that day took 4.2 ms (command line) and 4.6 ms (action) for a stub deployment then. On 30 November the same release took 5.7 and 6.2 ms,
  and the yardstick, in turns with it, 652 ms: 1.36 times as long.
- **Ratios.** Ours and \`xargs\` run in turns within one run, and the ratio is the median of the rounds: a busy machine slows both. \`xargs -P 4\`
  runs \`terraform init\`, \`plan -out\` and \`show -json\` in workspaces that lie there already, with the same files, variables, provider mirror
  and lock file. Ours is \`tf-orchestrator validate --max-parallel 4\` from its start to its end: reading and checking the files, workspaces,
  \`terraform version\` and \`fmt\`, plans, policies, redaction and the report. States and the AWS API are moto's.
- **Start.** A stub terraform, a small C program, writes down when it is called. The action reads the pull request from a GitHub on the same
  machine, sets a label and a check run and fetches the commits; a real GitHub adds its own answer times.
- **Own time and memory.** The same stub answers at once with a real plan, so that what is left is ours: \`process.cpuUsage\` and the largest
  resident size of the orchestrator's process alone, start and report included. Own time is what the process computes (\`user\`, all its
  threads); the kernel's time, for two started programs and some forty files of a workspace, is listed beside it. Its \`init\` leaves
  what a real one leaves, so that one serves all deployments as it does for real. The action's S3 is moto behind a server that keeps connections
  open, as AWS's does; moto itself closes each. The action also makes the comment, the check run, the job
  summary and the plan files of all deployments.
- **Apply.** As with the plans; \`xargs\` runs \`terraform init\`, \`plan\`, \`show -json\` and \`apply\`, ours also looks at the state's health,
  judges, and writes audit records. Each turn makes ten new deployments. Backup and audit are timed on the states and records of these runs.
- **Reuse.** Twenty real AWS deployments in one pull request on a local GitHub. A push changes one of them, and the second validation as a whole is
  compared with the first.
- **Conclude.** Ten runners plan a thousand deployments with the stub terraform, once. Then \`conclude\` runs alone, several times over the same parts: what the
  process and the kernel compute for it, with the parts' signatures, record, comment, check run, job summary and plan files.
- **Drift.** Ten deployments are applied once; then \`xargs\` runs \`terraform init\` and \`plan -detailed-exitcode\`, ours \`tf-orchestrator drift\`, which reads states and
  audit records, makes workspaces of what was applied last, plans, judges and keeps what it saw.
- **Dashboard.** A folder with the states, looks and audit records of 1,000 deployments. The first number counts from the start of node to the address, as what the
  process and the kernel compute for it; a page from the question to its last byte; \`report\` from its start to its end.
- **Recovery.** Code that needs no cloud; what terraform takes is in the time, so our own is less.
- **Policies.** Real plans of nine services, repeated as instances of modules up to 10,000 resources, judged by every bundled rule.
- **Redaction.** Made-up secrets of every shape in plans, diffs, JSON, scripts and addresses, and harmless texts that look like one
  (\`__tests__/fixtures/redaction/\`). The plan has lines that hardly repeat.
- **First day.** \`init\` writes a controller with all modules. \`doctor\` looks at repositories and a bucket on this machine. \`migrate --apply\` takes
  a state of 500 buckets, 200 keys, 150 roles and 100 functions apart, each with what belongs to it, and writes new states, journal and audit
  records; the stub terraform finds nothing to change in any of them.
- **Loading.** From the start of node to the program's first line. \`discover\` reads, parses, describes and checks 20,000 tfvars of a folder, once.

## The machine of these numbers

${machine()
  .map((line) => `- ${line}`)
  .join("\n")}

## How to repeat

\`\`\`sh
npm ci
npm run bench
npm run bench -- --only plan --rounds 5
\`\`\`

\`--only\` takes \`load\`, \`policies\`, \`start\`, \`stubs\`, \`plan\`, \`reuse\`, \`fleet\`, \`conclude\`, \`apply\`, \`drift\`, \`recovery\`, \`redaction\`, \`first-day\` or \`dashboard\`, or several with commas, and prints without writing this file.
`;
  const file = join(root, "docs/benchmarks.md");
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await format(text, { ...(await resolveConfig(file)), parser: "markdown" }));
}

function machine(): string[] {
  const [first] = cpus();
  const lockFile = readFileSync(join(root, "examples/controller/.terraform.lock.hcl"), "utf8");
  const provider = /version += "([^"]+)"/.exec(lockFile)?.[1];
  return [
    `${cpus().length} cores (${first?.model.trim() ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GB of memory, ${process.platform} ${process.arch}`,
    `node ${process.versions.node}, terraform ${terraformVersion()}, provider hashicorp/aws ${provider ?? "unknown"}`,
  ];
}

function terraformVersion(): string {
  const answer = JSON.parse(spawnSync(terraform(), ["version", "-json"], { encoding: "utf8" }).stdout) as { terraform_version: string };
  return answer.terraform_version;
}

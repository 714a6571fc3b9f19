// Writes the files of examples/ that init makes: node scripts/examples.ts
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { controllerFiles } from "../src/domain/scaffold/controller.ts";
import { below, joined, within, type Files } from "../src/domain/scaffold/files.ts";
import { DRIFT_CRON, type Answers } from "../src/domain/scaffold/answers.ts";
import { servicesIn } from "../src/domain/scaffold/terraform-root.ts";
import { sourceFiles } from "../src/domain/scaffold/source.ts";
import { singleRepositoryFiles } from "../src/domain/scaffold/single-repository.ts";
import { scaffoldTemplates } from "./scaffold-templates.ts";

const root = join(import.meta.dirname, "..");

/** They show more than a new repository has: a stricter profile, required tags, wildcards, an order. */
export const KEPT_BY_HAND: ReadonlySet<string> = new Set(
  ["accounts.yaml", "deployment-rules.yaml", "policy.yaml"].map((name) => `controller/${name}`),
);

/** What init would write with the answers that the examples are about, by path below examples/. */
export function exampleFiles(): Files {
  const templates = scaffoldTemplates();
  const answers: Answers = {
    controller: "org/tf-controller",
    sources: ["org/dev-deployment"],
    accounts: [
      { name: "arj-wkld-a-prd", id: "123456789012", environment: "production", region: "us-east-1" },
      { name: "arj-wkld-b-prd", id: "210987654321", environment: "production", region: "us-east-1" },
      { name: "arj-wkld-c-dev", id: "345678901234", environment: "development", region: "us-east-1" },
    ],
    approvers: [
      { login: "alice", environments: ["production", "staging", "development"] },
      { login: "bob", environments: ["staging", "development"] },
    ],
    services: servicesIn(below(templates, "controller")),
    stateBucket: "org-tf-states",
    stateRegion: "us-east-1",
    planEnvironment: null,
    tool: "terraform",
    driftCron: DRIFT_CRON,
    commit: null,
  };
  const without = (files: Files, unwanted: (path: string) => boolean): Files => new Map([...files].filter(([path]) => !unwanted(path)));
  const source = sourceFiles(answers, "org/dev-deployment", templates);
  const single = singleRepositoryFiles({ ...answers, controller: "org/infrastructure" }, templates);
  return joined(
    // The bootstrap has a folder of its own here.
    within(
      "controller",
      without(controllerFiles(answers, templates), (path) => path.startsWith("bootstrap/")),
    ),
    // The source and the single repository's READMEs tell of their own examples.
    within(
      "source",
      without(source, (path) => path === "README.md" || path.endsWith(".tfvars")),
    ),
    within(
      "single-repository",
      new Map([...single].filter(([path]) => path.startsWith(".github/") || path === ".gitignore" || path === "CODEOWNERS")),
    ),
  );
}

function main(): void {
  for (const [path, text] of exampleFiles()) {
    if (KEPT_BY_HAND.has(path)) continue;
    const file = join(root, "examples", path);
    mkdirSync(dirname(file), { recursive: true });
    if (readFileSync(file, { encoding: "utf8", flag: "a+" }) !== text) writeFileSync(file, text);
  }
}

if (process.argv[1] === import.meta.filename) main();

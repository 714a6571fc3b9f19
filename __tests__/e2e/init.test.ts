import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startMoto, type LocalAws } from "../../scripts/lab/moto.ts";
import { folderWith, runInTerminal, runProgram, writeInto } from "../helpers/command-line.ts";
import { removeProgramFolders } from "../helpers/programs.ts";

const TIMEOUT_MS = 240_000;
const ANSWERS = [
  ...["--controller", "org/tf-controller", "--source", "org/deployments", "--with-account", "my-dev=123456789012:development"],
  ...["--approver", "alice", "--with-service", "kms"],
];

afterAll(removeProgramFolders);

describe("init", () => {
  let aws: LocalAws;

  beforeAll(async () => {
    aws = await startMoto();
  }, TIMEOUT_MS);

  afterAll(async () => {
    await aws.stop();
  });

  it(
    "writes a controller and a source whose first deployment passes, and a service made up here that deploys",
    async () => {
      const folder = folderWith({});
      const [controller, source] = [join(folder, "tf-controller"), join(folder, "deployments")];
      const run = async (...args: string[]) => {
        const ran = await runProgram(args, aws.env);
        return { exitCode: ran.exitCode, output: ran.stdout + ran.stderr };
      };
      const folders = ["--working-dir", source, "--controller-dir", controller];
      expect(await run("init", "controller", controller, ...ANSWERS, "--yes")).toMatchObject({ exitCode: 0 });
      expect(await run("init", "source", source, ...ANSWERS, "--yes")).toMatchObject({ exitCode: 0 });
      const planned = await run("validate", ...folders);
      expect({ ...planned, output: planned.output.slice(-900) }).toEqual({
        exitCode: 0,
        output: expect.stringMatching(/kms\/my-dev\/us-east-1\/first +\+2 ~0 -0/),
      });

      const made = [
        "--resource",
        "aws_ssm_parameter",
        "--attribute",
        "type:string",
        "--attribute",
        "value:string",
        "--attribute",
        "tier:string?",
      ];
      expect(await run("init", "service", "ssm", "--controller-dir", controller, ...made)).toMatchObject({ exitCode: 0 });
      writeInto(source, {
        "SSM/limits/limits.tfvars":
          'account_name = "my-dev"\nssm_entries = {\n  "/app/limit" = {\n    type  = "String"\n    value = "12"\n  }\n}\n',
      });
      const applied = await run("apply", ...folders, "--changed-files", "SSM/limits/limits.tfvars", "--yes");
      expect({ ...applied, output: applied.output.slice(-900) }).toEqual({
        exitCode: 0,
        output: expect.stringContaining("ssm/my-dev/us-east-1/limits"),
      });
      const again = await run("apply", ...folders, "--changed-files", "SSM/limits/limits.tfvars", "--yes");
      expect(again).toMatchObject({ exitCode: 0, output: expect.stringMatching(/unchanged|no changes|in sync/i) });
    },
    TIMEOUT_MS,
  );

  it(
    "writes a first deployment that passes for each service that has one",
    async () => {
      const folder = folderWith({});
      const [controller, source] = [join(folder, "tf-controller"), join(folder, "deployments")];
      const services = ["apigateway", "dynamodb", "iam", "kms", "s3", "sns", "sqs"];
      const answers = ANSWERS.slice(0, -2);
      expect((await runProgram(["init", "controller", controller, ...answers, "--yes"])).exitCode).toBe(0);
      // Each adds its own to what is there.
      for (const service of services)
        expect((await runProgram(["init", "source", source, ...answers, "--with-service", service, "--yes"])).exitCode).toBe(0);
      const ran = await runProgram(["validate", "--working-dir", source, "--controller-dir", controller, "--json"], aws.env);
      const { successful, failed } = JSON.parse(ran.stdout) as Record<
        "successful" | "failed",
        { deployment: string; error: string | null; add: number }[]
      >;
      expect({ exitCode: ran.exitCode, failed }).toEqual({ exitCode: 0, failed: [] });
      expect(successful.map(({ deployment, add }) => [deployment, add > 0]).sort()).toEqual(
        services.map((service) => [`${service}/my-dev/us-east-1/first`, true]),
      );
    },
    TIMEOUT_MS,
  );

  it("asks in a terminal for all that is left open; Enter takes what is offered", async () => {
    const folder = join(folderWith({}), "new");
    const ran = await runInTerminal(["init", "controller", folder], {
      answers: [
        { to: "The controller repository", type: "org/tf-controller\r" },
        { to: "Source repositories, space-separated", type: "org/deployments\r" },
        { to: "The first account", type: "my-dev=123456789012:development\r" },
        { to: "Another account, or nothing", type: "\r" },
        { to: "Who may override a failed verdict", type: "alice\r" },
        { to: "Services", type: "\r" },
        { to: "What plans and applies", type: "\r" },
        { to: "When drift is looked for", type: "0 6 * * MON-FRI\r" },
      ],
    });
    expect({ exitCode: ran.exitCode, output: ran.exitCode === 0 ? "" : ran.output }).toEqual({ exitCode: 0, output: "" });
    const written = (path: string) => readFileSync(join(folder, path), "utf8");
    expect(written(".github/workflows/drift.yml")).toContain('- cron: "0 6 * * MON-FRI"');
    expect(written("special-approvers.yaml")).toContain("- github: alice\n");
  });

  it("begins a source with a service that the controller beside it has, one made up here too", async () => {
    const folder = folderWith({});
    const at = (name: string) => join(folder, name);
    const plain = [...ANSWERS.slice(0, -4), "--yes"];
    const tfvarsIn = (name: string) => readdirSync(at(name), { recursive: true }).filter((path) => String(path).endsWith(".tfvars"));
    await runProgram(["init", "controller", at("tf-controller"), ...plain, "--with-service", "sqs", "--with-service", "ec2"]);
    const beside = await runProgram(["init", "source", at("deployments"), ...plain]);
    expect(beside.stdout).toContain(`The controller in ${at("tf-controller")} has sqs, ec2.\n`);
    const wrong = await runProgram(["init", "source", at("wrong"), ...plain, "--with-service", "kms"]);
    expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('--with-service: got "kms", expected one of sqs, ec2')]);

    writeInto(at("elsewhere"), { "main.tf": "", "variables.tf": "", "outputs.tf": "" });
    const made = ["--resource", "aws_ssm_parameter", "--attribute", "type:string"];
    expect((await runProgram(["init", "service", "ssm", "--controller-dir", at("elsewhere"), ...made])).exitCode).toBe(0);
    const named = await runProgram(["init", "source", at("named"), ...plain, "--controller-dir", at("elsewhere")]);
    expect([named.exitCode, named.stderr]).toEqual([0, ""]);
    const none = await runProgram(["init", "source", at("none"), ...plain, "--controller-dir", at("deployments")]);
    expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining("holds no main.tf, expected a controller")]);
    expect([tfvarsIn("deployments"), tfvarsIn("named"), existsSync(at("wrong")), existsSync(at("none"))]).toEqual([
      ["SQS/first/first.tfvars"],
      ["SSM/first/first.tfvars"],
      false,
      false,
    ]);
  });

  it("asks which services the controller of a source has, where its folder is not there", async () => {
    const folder = join(folderWith({}), "new");
    const ran = await runInTerminal(["init", "source", folder, ...ANSWERS.slice(0, -4)], {
      // All are chosen at first: then none, then the second.
      answers: [{ to: "Services that the controller has", type: "a\u001b[B \r" }],
    });
    expect({ exitCode: ran.exitCode, output: ran.exitCode === 0 ? "" : ran.output }).toEqual({ exitCode: 0, output: "" });
    expect(readdirSync(folder).sort()).toEqual([".github", ".gitignore", "CODEOWNERS", "README.md", "S3"]);
  });

  it("overwrites nothing, and shows what it would write otherwise", async () => {
    const folder = folderWith({ "special-approvers.yaml": "special_approvers: []\n" });
    const ran = await runProgram(["init", "controller", folder, ...ANSWERS, "--yes"]);
    expect(ran.stdout).toContain(
      [
        "Files that were there are kept. What would be different in them:",
        "",
        "===================================================================",
        "--- special-approvers.yaml\tas it is",
        "+++ special-approvers.yaml\tas init would write it",
        "@@ -1,1 +1,4 @@",
        "-special_approvers: []",
        '+# Who may override a failed verdict with a comment that starts with "OVERRIDE:", and where.',
        "+special_approvers:",
        "+  - github: alice",
        "+    environments: [development]",
      ].join("\n"),
    );
    expect(readFileSync(join(folder, "special-approvers.yaml"), "utf8")).toBe("special_approvers: []\n");
  });
});

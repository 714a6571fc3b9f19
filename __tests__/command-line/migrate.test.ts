import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { COMPILED } from "../../scripts/lab/tools.ts";
import { folderWith } from "../helpers/command-line.ts";
import { lightFile, LIGHT_CONTROLLER, ROOT } from "../helpers/light-stage.ts";
import { monolith } from "../helpers/monolith.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

const ACCOUNTS = 'accounts:\n  "210987654321": { account_name: arj-wkld-a-dev, environment: development, region: eu-west-1 }\n';
const STATE = monolith({ buckets: 1, keys: 1, roles: 0, functions: 0 });

afterAll(removeProgramFolders);

/** Runs the sources without a terminal. No terraform and no AWS is within reach. */
function migrate(
  args: readonly string[],
  {
    files = lightFile("one"),
    controller = LIGHT_CONTROLLER,
    input = "",
  }: { files?: Record<string, string>; controller?: string; input?: string | Uint8Array } = {},
) {
  const folder = folderWith(files);
  const options = ["--working-dir", folder, "--controller-dir", controller, "--state-store", `file:${temporaryFolder("store")}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "src/cli.ts"), "migrate", ...args, ...options], {
    env: { ...COMPILED, PATH: "/nowhere" },
    encoding: "utf8",
    input,
  });
  return { exitCode: status, stdout, stderr: stderr.replaceAll(folder, "FOLDER") };
}

describe("a proposal", () => {
  const controller = () => folderWith({ "accounts.yaml": ACCOUNTS });

  it("reads what terraform state pull prints, by the rules of migrate.yaml and then by what resources say", () => {
    const files = {
      ...lightFile("one"),
      "migrate.yaml":
        "stay: [module.old.aws_kms_alias.*]\nmove:\n  - { resources: 'module.old.aws_s3_bucket.b[\"*\"]', to: s3/dev/eu-west-1/lake, as: 'aws_s3_bucket.b[\"*\"]' }\n",
    };
    const ran = migrate(["-", "--move", "aws_none.* => x", "--json"], { input: STATE, controller: controller(), files });
    expect([ran.exitCode, ran.stderr]).toEqual([
      0,
      expect.stringContaining('warning: --move: no resource fits "aws_none.*", or an earlier rule takes them\n'),
    ]);
    const key = (id: string) => `${id}/terraform.tfstate`;
    const { moves, stays, states } = JSON.parse(ran.stdout) as { moves: Record<string, string>[]; stays: unknown; states: unknown };
    expect({ moves: moves.map(({ from, to, as }) => [from, to, as]), stays, states }).toEqual({
      moves: [
        ['module.old.aws_s3_bucket.b["data-000"]', key("s3/dev/eu-west-1/lake"), 'aws_s3_bucket.b["data-000"]'],
        ...["aws_s3_bucket_policy.b", "aws_s3_bucket_server_side_encryption_configuration.b"].map((of) => [
          `module.old.${of}["data-000"]`,
          key("s3/arj-wkld-a-dev/eu-west-1/team-0"),
          `module.old.${of}["data-000"]`,
        ]),
        ['module.old.aws_kms_key.k["key-000"]', key("kms/arj-wkld-a-dev/eu-west-1/keys"), 'module.old.aws_kms_key.k["key-000"]'],
      ],
      stays: [{ address: 'module.old.aws_kms_alias.k["key-000"]', why: expect.stringMatching(/migrate\.yaml:1$/) }],
      states: [
        { state_key: key("kms/arj-wkld-a-dev/eu-west-1/keys"), deployment: "kms/arj-wkld-a-dev/eu-west-1/keys", file: null, resources: 1 },
        {
          state_key: key("s3/arj-wkld-a-dev/eu-west-1/team-0"),
          deployment: "s3/arj-wkld-a-dev/eu-west-1/team-0",
          file: null,
          resources: 2,
        },
        { state_key: key("s3/dev/eu-west-1/lake"), deployment: "s3/dev/eu-west-1/lake", file: null, resources: 1 },
      ],
    });
  });

  it("reads a file, and is a table", () => {
    const folder = temporaryFolder("old");
    writeFileSync(join(folder, "old.tfstate"), STATE);
    const ran = migrate([join(folder, "old.tfstate")], { controller: controller() });
    const [first, , head] = ran.stdout.split("\n");
    expect([ran.exitCode, first, head?.split(/ {2,}/), ran.stdout.trimEnd().split("\n").at(-1)]).toEqual([
      0,
      `${join(folder, "old.tfstate")}: serial 41, lineage 6d6f6e6f-0000-4000-8000-000000000001, written by Terraform 1.11.4`,
      ["resource", "new state", "new address", "by"],
      "5 resources would move to 2 states, 0 resources would stay, 1 reference would be cut.",
    ]);
  });

  it("reads what OpenTofu wrote, and says so", () => {
    const state = Buffer.from(STATE)
      .toString()
      .replaceAll("registry.terraform.io", "registry.opentofu.org")
      .replace('"terraform_version": "1.11.4"', '"terraform_version": "1.10.6"');
    const ran = migrate(["-"], { input: state, controller: controller() });
    expect([ran.exitCode, ran.stdout.split("\n")[0], ran.stdout.trimEnd().split("\n").at(-1)]).toEqual([
      0,
      "the state: serial 41, lineage 6d6f6e6f-0000-4000-8000-000000000001, written by OpenTofu 1.10.6",
      "5 resources would move to 2 states, 0 resources would stay, 1 reference would be cut.",
    ]);
  });
});

describe("what is no state ends with one message that says so", () => {
  it.each<[string, string[], string | Uint8Array, number, string]>([
    ["nothing", [], "", 2, "migrate: STATE is missing, expected s3://BUCKET/KEY, a file, or - for what terraform state pull prints\n"],
    ["an empty pipe", ["-"], " ", 1, "refused: standard input is empty\nwhat to do: See that the name is right.\n"],
    [
      "no JSON",
      ["-"],
      "{",
      1,
      "refused: standard input cannot be read as a state: it is not JSON (1 bytes, perhaps cut off)\nwhat to do: terraform state pull prints one in today's format.\n",
    ],
    [
      "an encrypted one",
      ["-"],
      '{"encrypted_data":"x"}',
      1,
      "refused: standard input cannot be read as a state: OpenTofu encrypted it\nwhat to do: Take its encryption out with OpenTofu, or pipe what tofu state pull prints.\n",
    ],
    ["a bucket alone", ["s3://bucket"], "", 2, 'STATE: got "s3://bucket", expected s3://BUCKET/KEY\n'],
    [
      "a file that is not there",
      ["/nowhere/x.tfstate"],
      "",
      1,
      "refused: /nowhere/x.tfstate is not there\nwhat to do: See that the name is right.\n",
    ],
    [
      "a mapping that is not there",
      ["-", "--mapping", "/nowhere.yaml"],
      "",
      2,
      "--mapping: /nowhere.yaml cannot be read, expected a YAML file with move or stay\n",
    ],
  ])("%s", (_, args, input, exitCode, stderr) => {
    expect(migrate(args, { input })).toEqual({ exitCode, stdout: "", stderr });
  });
});

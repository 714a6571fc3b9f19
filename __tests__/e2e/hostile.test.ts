import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Html, Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { findingsOf, lightFile, openLightStage, SOURCE, type LightStage, type Seen } from "../helpers/light-stage.ts";
import { pathWithOpa } from "../helpers/programs.ts";

let stage: LightStage;

beforeAll(async () => {
  stage = await openLightStage();
}, 240_000);

afterAll(async () => {
  await stage.stop();
});

/** Text as an attacker puts it into values, keys, file names and everything a policy says about them. */
const HOSTILE = [
  "``````````",
  "``````````js",
  "~~~~~~~~~~",
  "</details>",
  "</summary></details><details open>",
  "<!-- -->",
  "<!-- tf-orchestrator:v1 eyJhbGciOiJub25lIn0.e30. -->",
  "-->",
  "<script>alert(1)</script>",
  '<img src="https://evil.example/x.png">',
  "@team",
  "@org/owners",
  "#1",
  "org/other#7",
  "GH-12",
  "::error::x",
  "::error file=a,line=1::x",
  "::set-output name=verdict::passed",
  "::add-mask::a",
  "::stop-commands::pause",
  "##[error]x",
  "##[group]x",
  "\\u001b[31mred\\u001b[0m",
  "\\u202egnp.exe\\u202c",
  "[click](javascript:alert(1))",
  "![](https://evil.example/pixel)",
  "<javascript:alert(1)>",
  "https://evil.example/login",
  "www.evil.example",
  "| a | b |",
  "|---|---|",
  "# Heading",
  "> quote",
  "- [ ] task",
  "$$x^2$$",
  ":tada:",
  `long ${"x".repeat(3000)}`,
];

/** A tfvars file of the light controller whose values are all of that, each in one line, as a key, and as lines of one text. */
function hostileFile(): Record<string, string> {
  const quoted = (text: string) => `"${text.replaceAll('"', '\\"')}"`;
  const values = HOSTILE.map((text, index) => `    v${index} = ${quoted(text)}`);
  const keys = HOSTILE.filter((text) => !text.startsWith("long")).map((text) => `    ${quoted(text)} = 1`);
  const lines = quoted(HOSTILE.join("\\n"));
  return {
    "THINGS/hostile/hostile.tfvars": [
      'account_name = "arj-wkld-a-prd"',
      'project = "hostile"',
      "things = {",
      '  "``````````</details>@team ::error::x" = {',
      ...values,
      "  }",
      '  "keys" = {',
      ...keys,
      "  }",
      `  "lines" = { text = ${lines} }`,
      "}",
      "",
    ].join("\n"),
  };
}

/** Says everything that the plan holds, as a team's policy might. */
const TALKATIVE_POLICY = `package terraform.talkative

deny contains {"msg": sprintf("%s is %v", [change.address, change.change.after.input]), "address": change.address} if {
	some change in input.resource_changes
}

warn contains msg if {
	some change in input.resource_changes
	some value in change.change.after.input
	msg := sprintf("%v", [value])
}
`;

function parse(markdown: string): Nodes {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

function* nodes(root: Nodes): Generator<Nodes> {
  yield root;
  if ("children" in root) for (const child of root.children) yield* nodes(child);
}

/** HTML that is ours: the record and markers, the folds with their escaped titles, the footer. */
function isOurs({ value }: Html): boolean {
  const code = /<code>[^<>]*<\/code>/g;
  const plain = value.replace(code, "…");
  return plain
    .split("\n")
    .every((line) =>
      /^(?:<!-- (?:tf-orchestrator:(?:v1 [\w-]+\.[\w-]+\.[\w-]+|validate)|run \d+-\d+) -->)*$|^(?:<details><summary>[^<>@]*<\/summary>|<\/details>|<sub>|<\/sub>)$/.test(
        line,
      ),
    );
}

/** What the page would do besides showing text. */
function effects(markdown: string, allowedLink: (url: string) => boolean): string[] {
  const found: string[] = [];
  for (const node of nodes(parse(markdown))) {
    if (node.type === "html" && !isOurs(node)) found.push(`html ${node.value.slice(0, 200)}`);
    if (node.type === "link" && !allowedLink(node.url)) found.push(`link ${node.url}`);
    if (["image", "linkReference", "imageReference", "definition", "footnoteDefinition", "blockquote"].includes(node.type))
      found.push(node.type);
    if (node.type === "code" && !["diff", "text", "mermaid"].includes(node.lang ?? "")) found.push(`code ${node.lang ?? ""}`);
    if (node.type === "heading" && node.depth !== 3 && node.depth !== 4) found.push(`heading ${node.depth}`);
    if (node.type === "text" && /@[\w-]|(?:^|\s|[\w/])#\d|GH-\d|https?:|www\.|:tada:|\$\$/i.test(node.value))
      found.push(`text ${node.value.slice(0, 200)}`);
  }
  return found;
}

describe("a pull request whose text is hostile in every place", () => {
  let seen: Seen;

  beforeAll(async () => {
    const sha = await stage.changeController({ "policy.yaml": "policy: [policies]\n", "policies/talkative.rego": TALKATIVE_POLICY });
    const { number } = await stage.propose({ branch: "hostile", title: "::error::x @team </details>", files: hostileFile() });
    seen = await stage.look(number, await stage.run("validate", number, { sha, env: { PATH: pathWithOpa() } }));
  }, 240_000);

  const ourLink = (url: string) => url.startsWith(stage.github.url) || url.startsWith("http://%2A%2A%2A.");

  it("is planned and judged, so that its text is there", () => {
    expect({ exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ exitCode: 1, verdict: "failed" });
    for (const text of ["``````````", "alert(1)", "::set-output".slice(2), "evil.example"]) expect(seen.comment).toContain(text);
  });

  it("makes no mention, link, HTML or code block of its own in the comment, the check run and the job summary", () => {
    expect(seen.pull.comments).toHaveLength(1);
    for (const markdown of [seen.pull.comments[0]?.body ?? "", seen.pull.checkRuns[0]?.summary ?? "", seen.run.summary]) {
      expect(markdown.length).toBeGreaterThan(1_000);
      expect(effects(markdown, ourLink)).toEqual([]);
    }
  });

  it("keeps our own structure: each fold is closed, and each plan is one code block", () => {
    const body = seen.pull.comments[0]?.body ?? "";
    const html = [...nodes(parse(body))].flatMap((node) => (node.type === "html" ? [node.value] : [])).join("\n");
    expect(html.split("<details>").length).toBe(html.split("</details>").length);
    expect(body.match(/^<!-- tf-orchestrator:v1 \S+ -->/gm)).toHaveLength(1);
    expect(body.length).toBeLessThanOrEqual(65_536);
  });

  it("says nothing to the runner: the log's commands are our own groups, masks and warnings", () => {
    const commands = seen.run.log.split("\n").filter((line) => /^\s*::/.test(line) || line.includes("##["));
    expect(commands.filter((line) => !/^::(?:group::things\/|endgroup::$|add-mask::|warning::)/.test(line))).toEqual([]);
    expect(commands.filter((line) => line.startsWith("::group::"))).toHaveLength(1);
  });

  it("shows no terminal colours, control or bidirectional characters anywhere", () => {
    const texts = [
      seen.run.log,
      seen.run.summary,
      seen.pull.comments[0]?.body ?? "",
      ...Object.values(seen.run.outputs),
      ...planFiles(seen).values(),
    ];
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    for (const text of texts) expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
  });

  it("gives annotations that are plain text", () => {
    const annotations = seen.pull.checkRuns[0]?.annotations ?? [];
    expect(annotations.length).toBeGreaterThan(0);
    for (const { path } of annotations) expect(path).toBe("THINGS/hostile/hostile.tfvars");
  });
});

describe("file names and unreadable files that are hostile", () => {
  let seen: Seen;

  beforeAll(async () => {
    const head = 'account_name = "arj-wkld-a-prd"\n';
    seen = await stage.validate({
      "THINGS/@team #1 ``````````/<script> [a](javascript:b).tfvars": `${head}things = { "x" = {} }\n`,
      "THINGS/::error::x ##[error]/a|b.tfvars": `${head}project = "::set-output name=verdict::passed"\nthings = {}\n`,
      "THINGS/syntax/syntax.tfvars": `${head}things = { "</details>@team" = { a = "\`\`\`\`\`\`\`\`\`\`" b } } ::error::x\n`,
      "THINGS/calls/calls.tfvars": `${head}things = { "x" = { a = file("</summary><img src=x> @team #1") } }\n`,
      "THINGS/refers/refers.tfvars": `${head}things = { "x" = { policy = "@team \`\`\`\`\`\`\`\`\`\` </details> ::error::x.json" } }\n`,
      "THINGS/code/-->@team.tf": "\n",
    });
  }, 240_000);

  it("are refused, and their names do nothing in the comment, the check run, the summary and the log", () => {
    expect({ exitCode: seen.exitCode, verdict: seen.verdict, labels: seen.labels }).toEqual({
      exitCode: 1,
      verdict: "failed",
      labels: ["opa-failed"],
    });
    expect(seen.comment).toContain("javascript:b");
    const ourLink = (url: string) => url.startsWith(stage.github.url) || url.startsWith("http://%2A%2A%2A.");
    for (const markdown of [seen.pull.comments[0]?.body ?? "", seen.pull.checkRuns[0]?.summary ?? "", seen.run.summary])
      expect(effects(markdown, ourLink)).toEqual([]);
    expect(seen.run.log.split("\n").filter((line) => /^\s*::(?!add-mask::)/.test(line) || line.includes("##["))).toEqual([]);
  });
});

it("refuses folders that would stand where terraform saves a state, a plan or the code", async () => {
  const [file = "", text = ""] = Object.entries(lightFile("standing"))[0] ?? [];
  const folders = ["Errored.TFState", "tfplan", "main.tf", "terraform.tfvars", ".terraform"];
  const seen = await stage.validate({
    [file]: text,
    ...Object.fromEntries(folders.map((folder) => [`THINGS/standing/${folder}/a.json`, "{}"])),
  });
  expect({ exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ exitCode: 1, verdict: "failed" });
  expect(new Set(findingsOf(seen.run).map(({ rule, message }) => `${rule} ${message}`))).toEqual(
    new Set(
      folders.map(
        (folder) =>
          `source-terraform-code "THINGS/standing/${folder}/a.json" could change the Terraform code or its settings, expected tfvars and JSON only.`,
      ),
    ),
  );
}, 240_000);

function planFiles({ run }: Seen): Map<string, string> {
  const folder = join(run.workspace, "tf-orchestrator-plans");
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

describe("secrets in the inputs", () => {
  const PLANTED = {
    password: "correct-horse-battery-staple",
    sensitive: "q7Zp-internal-only-9912",
    email: "dana.doe@example.com",
    accountId: "123456789012",
    otherAccountId: "998877665544",
    arn: "arn:aws:iam::998877665544:role/auditor",
    ip: "203.0.113.77",
    ipv6: "2001:db8:85a3::8a2e:370:7334",
    accessKey: "AKIAQ2W3E4R5T6Y7U8I9",
    secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzKEYzzz",
    github: "ghp_0123456789abcdefghijABCDEFGHIJ012345",
  };
  let seen: Seen;
  let requestsBefore: number;

  beforeAll(async () => {
    const sha = await stage.changeController({
      "deployment-rules.yaml": `environments: { production: { branch: prod }, staging: { branch: stage }, development: { branch: dev } }\ntrusted_accounts: ["${PLANTED.otherAccountId}"]\n`,
      "secret.tf": [
        'variable "api_settings" {',
        "  type      = any",
        "  sensitive = true",
        "  default   = {}",
        "}",
        'resource "terraform_data" "settings" {',
        "  input = var.api_settings",
        "}",
        'resource "terraform_data" "shown" {',
        '  input = "account ${var.account_id}"',
        "}",
        'output "caller" {',
        '  value = "arn:aws:sts::${var.account_id}:assumed-role/deploy/dana-session"',
        "}",
        "",
      ].join("\n"),
    });
    const file = [
      'account_id = "123456789012"',
      'project = "secrets"',
      `api_settings = { endpoint = "${PLANTED.sensitive}" }`,
      "things = {",
      '  "db" = {',
      `    master_password = "${PLANTED.password}"`,
      `    connect = "postgres://app:${PLANTED.password}@db"`,
      `    contact = "${PLANTED.email}"`,
      `    role = "${PLANTED.arn}"`,
      `    note = "account ${PLANTED.otherAccountId}"`,
      `    allowed = ["${PLANTED.ip}/32", "${PLANTED.ipv6}", "0.0.0.0/0"]`,
      `    aws = "${PLANTED.accessKey} ${PLANTED.secretKey}"`,
      `    text = "see ${PLANTED.github}"`,
      `    document = "{\\"password\\": \\"${PLANTED.password}\\"}"`,
      "  }",
      "}",
      "",
    ].join("\n");
    requestsBefore = (await stage.github.requests()).at(-1)?.id ?? 0;
    seen = await stage.validate({ "THINGS/secrets/secrets.tfvars": file }, { sha });
  }, 240_000);

  it("are planned: what is no secret is there", () => {
    expect({ exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ exitCode: 0, verdict: "passed" });
    expect([...planFiles(seen).values()].join()).toContain("0.0.0.0/0");
  });

  it("leave to see who is let in, and where", () => {
    const plan = [...planFiles(seen).values()].join();
    expect([/role +=.*/, /note +=.*/, /"account .*/, /caller +=.*/].map((line) => line.exec(plan)?.[0].replace(/ +/g, " "))).toEqual([
      'role = "arn:aws:iam::account-1 (foreign):role/auditor"',
      'note = "account account-1 (foreign)"',
      '"account arj-wkld-a-prd"',
      'caller = "arn:aws:sts::arj-wkld-a-prd:assumed-role/deploy/***REDACTED***"',
    ]);
  });

  it("appear in no request, log, summary, output, plan file or record", async () => {
    const requests = (await stage.github.requests(requestsBefore)).filter(
      ({ path }) => path.startsWith(`/repos/${SOURCE}/`) || path === "/graphql",
    );
    const records = [seen.run.outputs.record ?? "", ...(await recordsOf(seen.pull.number))].map((jws) =>
      Buffer.from(jws.split(".")[1] ?? "", "base64url").toString(),
    );
    expect(records.every((text) => text.includes('"head_sha"'))).toBe(true);
    const proposing = (body: string) => body.includes('"head":"feature/');
    const texts = [
      ...requests.map(({ body }) => JSON.stringify(body ?? "")).filter((body) => !proposing(body)),
      // The runner reads the masks and shows none of them.
      seen.run.log.replace(/^::add-mask::.*$/gm, ""),
      seen.run.summary,
      ...Object.values(seen.run.outputs),
      ...planFiles(seen).values(),
      ...records,
    ];
    expect(seen.run.log).toContain(`::add-mask::${PLANTED.sensitive}\n`);
    const leaks = Object.entries(PLANTED).flatMap(([name, secret]) =>
      texts.filter((text) => text.includes(secret)).map((text) => `${name}: ${around(text, secret)}`),
    );
    expect(leaks).toEqual([]);
  });

  async function recordsOf(number: number): Promise<string[]> {
    const entries = (await stage.store.list(`records/${SOURCE}/${number}/`)).filter(({ key }) => key.endsWith(".jws"));
    expect(entries).toHaveLength(2);
    return await Promise.all(entries.map(async ({ key }) => new TextDecoder().decode((await stage.store.get(key))?.body)));
  }
});

it("with redaction: strict nothing says who and where", async () => {
  const role = "arn:aws:iam::123456789012:role/auditor";
  const body = `things = {\n  "x" = { role = "${role}", bucket = "arn:aws:s3:::payroll", host = "10.1.2.3" }\n}\n`;
  const file = `account_id = "123456789012"\nproject = "strict"\n${body}`;
  const seen = await stage.validate({ "THINGS/strict/strict.tfvars": file }, { inputs: { redaction: "strict" } });
  const plan = [...planFiles(seen).values()].join();
  expect([/role +=.*/, /bucket +=.*/, /host +=.*/].map((line) => line.exec(plan)?.[0].replace(/ +/g, " "))).toEqual([
    'role = "arn:aws:iam::***REDACTED***:role/auditor"',
    'bucket = "arn:aws:s3:::***REDACTED***"',
    'host = "***.***.***.***"',
  ]);
}, 60_000);

function around(text: string, found: string): string {
  const at = text.indexOf(found);
  return text.slice(Math.max(0, at - 60), at + found.length + 20);
}

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { PlanJson } from "../../../../src/domain/model/plan.ts";
import { HIDDEN } from "../../../../src/domain/report/redaction/marker.ts";
import { createRedactor } from "../../../../src/domain/report/redaction/redactor.ts";
import { secretsIn, sensitiveValues } from "../../../../src/domain/report/redaction/sensitive-values.ts";
import { isSecretName } from "../../../../src/domain/report/redaction/secret-names.ts";

const redact = createRedactor([]);

describe("what a plan marks sensitive", () => {
  const plan = (rest: Partial<PlanJson>): PlanJson => ({ format_version: "1.2", terraform_version: "1.11.4", ...rest });
  const change = (rest: object): NonNullable<PlanJson["resource_changes"]> => [
    { address: "a.b", mode: "managed", type: "a", name: "b", change: { actions: ["update"], ...rest } },
  ];

  it("is found where the mask says so, before and after, in changes, drift and outputs", () => {
    const values = sensitiveValues(
      plan({
        resource_changes: change({
          before: { password: "old-password", user: "bob" },
          before_sensitive: { password: true },
          after: { password: "new-password", nested: [{ key: "k1", n: 42 }, { key: "k2" }], on: true },
          after_sensitive: { password: true, nested: [{ key: true, n: true }, {}], on: true },
        }),
        resource_drift: change({ after: "whole", after_sensitive: true, before_sensitive: false }),
        output_changes: { token: { actions: ["create"], after: { a: { b: "deep" } }, after_sensitive: true } },
      }),
    );
    expect(values).toEqual(["old-password", "new-password", "whole", "deep", { key: "n", value: "42" }, { key: "key", value: "k1" }]);
  });

  it("is found in sensitive variables and in data sources, which change nothing", () => {
    const values = sensitiveValues(
      plan({
        variables: { pass: { value: "from-variable" }, region: { value: "us-east-1" } },
        configuration: { root_module: { variables: { pass: { sensitive: true }, region: {} } } },
        prior_state: {
          values: {
            outputs: { o: { sensitive: true, value: "from-output" } },
            root_module: {
              child_modules: [
                { resources: [{ values: { secret_string: "from-data", name: "n" }, sensitive_values: { secret_string: true } }] },
              ],
            },
          },
        },
      }),
    );
    expect(values.sort()).toEqual(["from-data", "from-output", "from-variable"]);
  });

  it("includes the secret parts of a JSON document", () => {
    const document = '{"username":"admin","password":"hunter2!","nested":{"api_key":["k-1"]}}';
    expect(sensitiveValues(plan({ resource_changes: change({ after: { s: document }, after_sensitive: { s: true } }) }))).toEqual([
      document,
      "hunter2!",
      { key: "api_key", value: "k-1" },
    ]);
  });

  it("is found however deep it lies, and prototype keys are keys", () => {
    let after: unknown = "deep-secret";
    let mask: unknown = true;
    for (let depth = 0; depth < 100_000; depth++) {
      after = { a: after };
      mask = { a: mask };
    }
    const odd = JSON.parse('{"__proto__":"p-secret","constructor":"c"}') as unknown;
    const oddMask = JSON.parse('{"__proto__":true}') as unknown;
    expect(
      sensitiveValues(plan({ resource_changes: change({ after, after_sensitive: mask, before: odd, before_sensitive: oddMask }) })),
    ).toEqual(["p-secret", "deep-secret"]);
  });
});

describe("names", () => {
  it.each([
    ..."password db_password dbPassword DB-PASSWORD masterpassword passwd api_key apiKey accesskey aws_secret_access_key private_key".split(
      " ",
    ),
    ..."connection_string ConnectionString client-secret secret_string secret_id auth_token token http_auth Authorization credentials".split(
      " ",
    ),
    ..."pwd db_pass license_key AccountKey SecretAccessKey ntoken role_session_name MYSQL_PWD".split(" "),
  ])("%s is secret", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each([
    ..."name key kms_key_id kms_master_key_id secret_name secret_arn password_length token_endpoint token_url http_tokens secretsmanager".split(
      " ",
    ),
    ..."auth_type authorization_type password_policy rotation public_key bucket compass author authority passenger key_name password_wo_version".split(
      " ",
    ),
  ])("%s is not", (name) => {
    expect(isSecretName(name)).toBe(false);
  });

  it("in tfvars: the last key decides, and the key above inside an entry", () => {
    const value = (...path: string[]) => ({ path, value: { kind: "string", value: path.join("/") } });
    const found = secretsIn([
      value("db_password"),
      value("credentials", "db"),
      value("secrets", "db", "description"),
      value("rds_instances", "password-service", "engine"),
      value("rds_instances", "x", "credentials", "user"),
      value("ecs", "x", "environment", "region"),
      { path: ["ecs", "x", "environment", "name"], value: { kind: "string", value: "DB_PASSWORD" } },
      { path: ["ecs", "x", "environment", "value"], value: { kind: "string", value: "from-pair" } },
      { path: ["ecs", "x", "environment", "name"], value: { kind: "string", value: "REGION" } },
      { path: ["ecs", "x", "environment", "value"], value: { kind: "string", value: "us-east-1" } },
      { path: ["ecs", "y", "environment", "value"], value: { kind: "string", value: "from-reversed-pair" } },
      { path: ["ecs", "y", "environment", "name"], value: { kind: "string", value: "DB_PASSWORD" } },
      { path: ["ecs", "y", "environment", "value"], value: { kind: "string", value: "eu-west-1" } },
      { path: ["ecs", "y", "environment", "name"], value: { kind: "string", value: "REGION" } },
    ]);
    expect(found).toEqual(["db_password", "credentials/db", "rds_instances/x/credentials/user", "from-pair", "from-reversed-pair"]);
  });
});

describe("literals", () => {
  const secret = 'Tr0ub4dor&3 "quoted" <x>/é';
  const forms: Record<string, string> = {
    plain: secret,
    "inside a word": `x${secret}y`,
    JSON: JSON.stringify(secret).slice(1, -1),
    "JSON as Go writes it": JSON.stringify(secret).slice(1, -1).replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"),
    "JSON in JSON": JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    URL: encodeURIComponent(secret),
    form: encodeURIComponent(secret).replaceAll("%20", "+"),
    HTML: secret.replace("&", "&amp;").replaceAll('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;"),
    base64: Buffer.from(secret).toString("base64"),
    "base64 with a user": Buffer.from(`user:${secret}`).toString("base64"),
    "base64 with a longer user": Buffer.from(`user12:${secret}`).toString("base64"),
    "base64 for URLs": Buffer.from(secret).toString("base64url"),
    coloured: `${secret.slice(0, 5)}\u001b[31m${secret.slice(5)}`,
  };

  it.each(Object.entries(forms))("are hidden as %s", (_, form) => {
    expect(createRedactor([secret])(`before ${form} after`)).toMatch(
      /^before \*\*\*REDACTED\*\*\* after$|^before x\*\*\*REDACTED\*\*\*y after$/,
    );
  });

  it("of several lines are hidden line by line", () => {
    const hidden = createRedactor(["first line\n  second-line\r\nabc"]);
    expect(hidden("a first line b\nsecond-line\nfirst second")).toBe(`a ${HIDDEN} b\n${HIDDEN}\nfirst second`);
    expect(hidden(JSON.stringify("first line\n  second-line"))).toBe(`"${HIDDEN}\\n  ${HIDDEN}"`);
  });

  it("that are plain words or numbers are hidden as whole words", () => {
    expect(createRedactor(["prod", "5432"])("prod production s3/prod 5432 54321 \\nprod\\n")).toBe(
      `${HIDDEN} production s3/${HIDDEN} ${HIDDEN} 54321 \\n${HIDDEN}\\n`,
    );
  });

  it("shorter than four are hidden as whole values only", () => {
    expect(createRedactor(["42", "a"])('port = 42, n = 421, a = "a", b = "ab", 42 a')).toBe(
      `port = ${HIDDEN}, n = 421, a = "${HIDDEN}", b = "ab", 42 a`,
    );
  });

  it("that came with their key are hidden as its value only", () => {
    const hidden = createRedactor([
      { key: "port", value: "5432" },
      { key: "engine", value: "mysql" },
    ]);
    expect(hidden('port = 1 -> 5432, other_port = 5432, "engine": "mysql", at mysql:5432')).toBe(
      `port = 1 -> ${HIDDEN}, other_port = 5432, "engine": "${HIDDEN}", at mysql:5432`,
    );
  });

  it("that everybody uses are left: true, null", () => {
    expect(createRedactor(["true", "null", "", "  ", "none"])("a = true, b = null")).toBe("a = true, b = null");
  });

  it("that look like a marker or contain one change nothing twice", () => {
    const hidden = createRedactor(["REDACTED", "***", "x***RED", "hunter2!"]);
    const once = hidden("xhunter2! REDACTED x***REDACTED***");
    expect(hidden(once)).toBe(once);
    expect(once).not.toContain("hunter2!");
  });

  it("too many to search for hide everything", () => {
    const hidden = createRedactor(Array.from({ length: 20 }, (_, index) => String.fromCharCode(97 + index).repeat(500_000)));
    expect(hidden("anything")).toBe(`${HIDDEN} (too many sensitive values to search for)`);
  });
});

describe("values under secret-like keys", () => {
  const cases: [string, string][] = [
    ['password = "abc"', `password = "${HIDDEN}"`],
    ['  + db_password = "a" -> "b" # forces replacement', `  + db_password = "${HIDDEN}" -> "${HIDDEN}" # forces replacement`],
    ['  ~ token = (sensitive value) -> "new"', `  ~ token = (sensitive value) -> "${HIDDEN}"`],
    ["  ~ pin_token = 12 -> 13 # forces replacement", `  ~ pin_token = ${HIDDEN} # forces replacement`],
    ['{"password":"x\\"y","user":"bob"}', `{"password":"${HIDDEN}","user":"bob"}`],
    ['"{\\"password\\":\\"hun\\\\\\"ter\\",\\"user\\":\\"bob\\"}"', `"{\\"password\\":\\"${HIDDEN}\\",\\"user\\":\\"bob\\"}"`],
    ["password: correct horse battery", `password: ${HIDDEN}`],
    ["DB_PASSWORD=correct horse", `DB_PASSWORD=${HIDDEN}`],
    ["https://x.example/?token=abc&x=1", `https://x.example/?token=${HIDDEN}&x=1`],
    ["terraform --token abc --x y", `terraform --token ${HIDDEN} --x y`],
    ["<SessionToken>abc</SessionToken>", `<SessionToken>${HIDDEN}</SessionToken>`],
    ['var.password is "hunter"', `var.password is "${HIDDEN}"`],
    ["sent Authorization: Bearer abc-123 to x", `sent Authorization: ${HIDDEN} to x`],
    ['credentials = { a = "b", c = "]}" }', `credentials = {${HIDDEN}}`],
    ['tokens = ["a", "b"], x = "y"', `tokens = [${HIDDEN}], x = "y"`],
    ['{"name":"DB_PASSWORD","value":"zzz"}', `{"name":"DB_PASSWORD","value":"${HIDDEN}"}`],
    ['name = "DB_PASSWORD"\nvalue = "z"\n}\nvalue = "y"', `name = "DB_PASSWORD"\nvalue = "${HIDDEN}"\n}\nvalue = "y"`],
    ['  tokens = [\n    "a",\n    "b",\n  ]\n  x = "y"', `  tokens = [\n    ${HIDDEN}\n    ${HIDDEN}\n  ]\n  x = "y"`],
    ["secret_string = <<-EOT\n    abc\n    EOT\nx = 1", `secret_string = <<-EOT\n    ${HIDDEN}\n    EOT\nx = 1`],
    ["secret_string = <<EOT\nabc\ndef\nEOT\nx = 1", `secret_string = <<EOT\n${HIDDEN}\n${HIDDEN}\nEOT\nx = 1`],
    ["password: |\n  a b\n  c\nuser: bob", `password: |\n  ${HIDDEN}\n  ${HIDDEN}\nuser: bob`],
    ['password = "no end', `password = "${HIDDEN}`],
  ];
  it.each(cases)("%j", (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each([
    "  + password = (sensitive value)",
    "  + token = (known after apply)",
    "  + secret = null",
    "manage_master_user_password = true",
    'http_tokens = "required"',
    'authorization = "NONE"',
    '"secretsmanager:GetSecretValue"',
    '"token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"',
    "random_password.token: Creating...",
    "module.a.aws_iam_access_key.token: Still creating... [10s elapsed]",
    'aws_secretsmanager_secret.this["password"]: Creation complete after 1s',
    'resource "random_password" "token" {',
  ])("stays readable: %s", (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe("identities and known formats", () => {
  const cases: [string, string][] = [
    ["arn:aws:iam::123456789012:role/x", `arn:aws:iam::${HIDDEN}:role/x`],
    ["arn:aws-us-gov:iam::123456789012:role/x", `arn:aws-us-gov:iam::${HIDDEN}:role/x`],
    ["arn:aws:s3:::bucket/key,", `arn:aws:s3:::${HIDDEN},`],
    ['"arn:aws:s3:::bucket/a,b(c)"', `"arn:aws:s3:::${HIDDEN}"`],
    ["arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbC", `arn:aws:secretsmanager:us-east-1:${HIDDEN}:secret:db-AbC`],
    ["arn:aws:sts::123456789012:assumed-role/R/alice@example.com", `arn:aws:sts::${HIDDEN}:assumed-role/R/${HIDDEN}`],
    ["assumed-role/R/i-0abc", `assumed-role/R/${HIDDEN}`],
    ["AROAABCDEFGHIJKLMNOPQ:alice", `AROA${HIDDEN}`],
    [
      "arn:aws:apigateway:us-east-1:lambda:path/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations",
      `arn:aws:apigateway:us-east-1:${HIDDEN}:path/functions/arn:aws:lambda:us-east-1:${HIDDEN}:function:f/invocations`,
    ],
    ["account 123456789012.", `account ${HIDDEN}.`],
    ["my-bucket-123456789012-logs a_123456789012_b", `my-bucket-${HIDDEN}-logs a_${HIDDEN}_b`],
    ["1234-5678-9012", HIDDEN],
    ['"a\\n123456789012"', `"a\\n${HIDDEN}"`],
    ["10.1.2.3, 10.0.0.0/16", "***.***.***.***, ***.***.***.***/16"],
    ["fe80::1/64 2001:db8:0:0:0:0:0:1 ::ffff:10.0.0.1", "***.***.***.***/64 ***.***.***.*** ***.***.***.***"],
    ["ip-10-0-0-1.ec2.internal", `ip-${HIDDEN}.ec2.internal`],
    ["mail bob.b+c@mail.example.com!", `mail ${HIDDEN}!`],
    ["AKIAABCDEFGHIJKLMNOP wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", `AKIA${HIDDEN} ${HIDDEN}`],
    ["AKIAABCDEFGHIJKLMNOP\nwJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", `AKIA${HIDDEN}\n${HIDDEN}`],
    ["ghs_abcdefghijklmnopqrstuvwxyz0123456789", HIDDEN],
    [`github_pat_${"a1_".repeat(20)}`, HIDDEN],
    ["xoxb-1234567890-abcdef", HIDDEN],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", HIDDEN],
    [`sk_live_${"a".repeat(24)}`, HIDDEN],
    [`AIza${"b".repeat(35)}`, HIDDEN],
    ["Bearer abc.def-123", `Bearer ${HIDDEN}`],
    ["postgres://user:p@host/db", `postgres://${HIDDEN}@host/db`],
    ["https://user:p/a@host/db", `https://${HIDDEN}@host/db`],
    [
      "-----BEGIN RSA PRIVATE KEY-----\nMIIabc\nxyz=\n-----END RSA PRIVATE KEY-----\nafter",
      `-----BEGIN RSA PRIVATE KEY-----\n${HIDDEN}\n${HIDDEN}\n-----END RSA PRIVATE KEY-----\nafter`,
    ],
    ['"-----BEGIN PRIVATE KEY-----\\nMII\\n-----END PRIVATE KEY-----"', `"-----BEGIN PRIVATE KEY-----${HIDDEN}-----END PRIVATE KEY-----"`],
  ];
  it.each(cases)("%j", (text, expected) => {
    expect(redact(text)).toBe(expected);
    expect(redact(expected)).toBe(expected);
  });

  it.each([
    "0.0.0.0/0 and ::/0",
    "Terraform 1.11.4, provider 5.100.0, hashicorp/aws@5.100.0",
    "10:20:30 2026-01-31T10:20:30.123Z aa:bb:cc:dd:ee:ff",
    "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334 sha256:123456789012345678901234567890ab",
    "0a123456789012bc 1234567890123",
    "s3/arj-wkld-a-prd/us-east-1/data-lake",
    'module.s3.aws_s3_bucket.this["data-lake"].id',
    "S3/data-lake/data-lake.tfvars:14:3",
    "arn:aws:iam::aws:policy/AdministratorAccess arn:aws:s3:::* arn:aws:logs:*:*:*",
    "git@github.com:org/x.git ssh://git@github.com/org/x @team",
    "https://github.com/o/r/actions/runs/123456789012/job/210987654321",
    "AWS::S3::Bucket ::error::x a::b::c",
    "123e4567-e89b-12d3-a456-426614174000",
    "https://registry.example.com:443/a/b@v1",
  ])("stay readable: %s", (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe("the redactor", () => {
  it("hides a line that was harmless before, with other secrets, with short ones, and behind a line that makes it secret", () => {
    const line = '      + bucket = "data-lake-of-the-team"';
    const number = "      + on     = 7";
    expect([redact(line), redact(line), redact(number)]).toEqual([line, line, number]);
    expect(createRedactor(["data-lake-of-the-team"])(line)).toBe(`      + bucket = "${HIDDEN}"`);
    expect(createRedactor(["7"])(number)).toBe(`      + on     = ${HIDDEN}`);
    expect(redact(`    + credentials = {\n${line}\n    }`)).toBe(`    + credentials = {\n      + ${HIDDEN}\n    }`);
    expect(redact(`-----BEGIN RSA PRIVATE KEY-----\nMIIEvQ\n-----END RSA PRIVATE KEY-----`)).not.toContain("MIIEvQ");
    expect(redact("MIIEvQ")).toBe("MIIEvQ");
  });

  it("shows what is there in disguise, and no secret because of it", () => {
    const hidden = createRedactor(["hunter2!"]);
    expect([hidden('bucket = "p\u0430yroll"'), hidden("x hun\u200bter2! y\u200bz"), hidden('password = "a\u200bb" y\u200bz')]).toEqual([
      'bucket = "p<U+0430>yroll"',
      `x ${HIDDEN} yz`,
      `password = "${HIDDEN}" y<U+200B>z`,
    ]);
  });

  it("changes nothing more when applied twice", () => {
    const piece = fc.constantFrom(
      ..."password = : \" ' \\ [ ] { } ( ) -> \n , . @ / - _ * < > & # | + ~ ; % $ ` => is".split(" "),
      ...[
        '"abc"',
        "hunter2!",
        "arn:aws:s3:::",
        "arn:aws:iam::123456789012:role/",
        "10.0.0.1",
        "fe80::1",
        "a@b.example",
        "123456789012",
        " ",
        "\n  ",
        "\n",
      ],
      ...[
        "***REDACTED***",
        "***.***.***.***",
        "***",
        "REDACTED",
        "AKIAABCDEFGHIJKLMNOP",
        "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----",
      ],
      ...[
        "name",
        "value",
        "token",
        "null",
        "<<EOT",
        "EOT",
        "://u:p@",
        "Bearer ",
        "eyJhbGciOi.eyJzdWI",
        "assumed-role/a/",
        "--password",
        "aHVudGVyMiE",
        "\\n",
      ],
      ...["a".repeat(40), "Ab1/".repeat(10), "# forces replacement", "secret:", "jsonencode(", "\u001b[1m", "\u200b"],
    );
    const hidden = createRedactor(["hunter2!", "x***R", "ab", "prod", "b\nlonger line", "=\n", "***REDACTED***x"]);
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const once = hidden(pieces.join(""));
        expect(hidden(once)).toBe(once);
        expect(once).not.toContain("hunter2!");
      }),
      { numRuns: 2_000 },
    );
  });

  it("never shows a literal of four characters with more than letters, wherever it stands", () => {
    const literal = fc
      .string({ minLength: 4, maxLength: 12, unit: "grapheme-ascii" })
      .filter((text) => /[^\s*.][^\w\s*.]/.test(text) && text === text.trim() && !/\s/.test(text));
    fc.assert(
      fc.property(literal, fc.string(), fc.string(), (secret, before, after) => {
        expect(createRedactor([secret])(before + secret + after)).not.toContain(secret);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    "a",
    "-",
    "a_",
    "a.",
    "a:",
    "://a:b",
    "arn:aws:a:b:c:",
    "password=",
    "password=[",
    'password="',
    '\\"password\\":\\"',
    "***",
    "password = a          ",
    "a1:",
    "a@",
    "-----BEGIN RSA PRIVATE KEY-----",
    "***REDACTED***",
    "eyJaaaaaaaa.",
    "1.",
    "1234-",
    'name="password"',
    "\\",
    "token=[{",
    " ",
    "token = \t",
    "token = [\n",
    "<token>",
    "arn:aws:export ->",
    "A+/",
  ])("takes time that grows with the text alone: %j", (text) => {
    const hidden = createRedactor(["aaaaaaaab", "hunter2!", { key: "port", value: "5432" }]);
    const time = (characters: number) => {
      // Of CPU, the best of three: a busy machine must not fail it.
      const runs = [1, 2, 3].map(() => {
        const start = process.cpuUsage();
        hidden(`${text.repeat(Math.ceil(characters / text.length))};`);
        const { user, system } = process.cpuUsage(start);
        return (user + system) / 1000;
      });
      return Math.min(...runs);
    };
    time(40_000);
    // Eight times the text: about eight times as long, where a quadratic search would take 64 times.
    expect(time(320_000)).toBeLessThan(32 * Math.max(time(40_000), 2));
  });

  it("searches for ten thousand secrets at once", () => {
    const hidden = createRedactor(Array.from({ length: 10_000 }, (_, index) => `s3cr3t-${index}-value`));
    const start = process.cpuUsage();
    const text = hidden('      + bucket = "data-lake" s3cr3t-77-value\n'.repeat(50_000));
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(10_000);
    expect(text.split("\n")[0]).toBe(`      + bucket = "data-lake" ${HIDDEN}`);
  });
});

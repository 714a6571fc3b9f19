import { describe, expect, it } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { awsVariablesFor, keysFrom, type AwsCredentialSettings } from "../../../src/adapters/aws/credentials.ts";
import { PRD } from "../../domain/builders.ts";
import { modeOf, readFiles } from "../../helpers/files.ts";
import { startServer } from "../../helpers/http-server.ts";
import { temporaryFolders } from "../../helpers/temporary-folder.ts";

const temporaryFolder = temporaryFolders();
const ROLE = "arn:aws:iam::123456789012:role/TerraformOrchestrator";
const ACCOUNT = { ...PRD, roleArn: ROLE };
const KEYS = { AWS_ACCESS_KEY_ID: "AKIAJOB", AWS_SECRET_ACCESS_KEY: "job-secret", AWS_SESSION_TOKEN: "job-session" };

async function setting(environment: Record<string, string>, changes: Partial<AwsCredentialSettings> = {}): Promise<AwsCredentialSettings> {
  return {
    directory: join(await temporaryFolder(), "aws"),
    environment,
    role: "apply",
    sessionName: "tf-orchestrator-8001-1",
    webIdentityToken: null,
    ...changes,
  };
}

describe("an account without a role", () => {
  it("is reached as the job is, and no file is written", async () => {
    const settings = await setting({ ...KEYS, AWS_REGION: "eu-west-1", GITHUB_TOKEN: "x" });
    expect(await awsVariablesFor({ ...PRD, roleArn: null }, settings)).toEqual({ ...KEYS, AWS_REGION: "eu-west-1" });
    await expect(modeOf(settings.directory)).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("an account with two roles", () => {
  it("is planned with the one that may only read, and applied with the other", async () => {
    const account = { ...ACCOUNT, planRoleArn: "arn:aws:iam::123456789012:role/TerraformPlan" };
    const webIdentityToken = () => Promise.resolve("token");
    const plan = await awsVariablesFor(account, await setting(KEYS, { role: "plan", webIdentityToken }));
    const apply = await awsVariablesFor(account, await setting(KEYS, { role: "apply", webIdentityToken }));
    const single = await awsVariablesFor(ACCOUNT, await setting(KEYS, { role: "plan", webIdentityToken }));
    expect([plan, apply, single].map(({ AWS_ROLE_ARN }) => AWS_ROLE_ARN)).toEqual([account.planRoleArn, ROLE, ROLE]);
  });
});

describe("an account with a role, from the job's own keys", () => {
  it("gets a profile that assumes it, and none of the job's keys or identities as variables", async () => {
    const identities = {
      AWS_PROFILE: "job",
      AWS_ROLE_ARN: "arn:aws:iam::999999999999:role/Other",
      AWS_ACCESS_KEY: "old",
      AWS_SECRET_KEY: "old",
      AWS_SECURITY_TOKEN: "old",
    };
    const settings = await setting({ ...KEYS, ...identities, AWS_REGION: "eu-west-1", AWS_CA_BUNDLE: "/ca.pem" });
    const { directory } = settings;
    expect(await awsVariablesFor(ACCOUNT, settings)).toEqual({
      AWS_REGION: "eu-west-1",
      AWS_CA_BUNDLE: "/ca.pem",
      AWS_PROFILE: "deployment",
      AWS_CONFIG_FILE: join(directory, "config-123456789012"),
      AWS_SHARED_CREDENTIALS_FILE: join(directory, "credentials-123456789012"),
    });
    expect(await readFiles(directory)).toEqual({
      "config-123456789012": `[profile deployment]\nrole_arn = ${ROLE}\nrole_session_name = tf-orchestrator-8001-1\nsource_profile = job\n`,
      "credentials-123456789012":
        "[job]\naws_access_key_id = AKIAJOB\naws_secret_access_key = job-secret\naws_session_token = job-session\n",
    });
    const modes = await Promise.all(
      [directory, join(directory, "config-123456789012"), join(directory, "credentials-123456789012")].map(modeOf),
    );
    expect(modes).toEqual(["0700", "0600", "0600"]);
  });

  it("never finds a half-written file, however many deployments of the account start at once", async () => {
    const settings = await setting(KEYS);
    const { AWS_CONFIG_FILE: file = "" } = await awsVariablesFor(ACCOUNT, settings);
    const whole = await readFile(file, "utf8");
    const read = new Set<string>();
    const progress = { ended: false };
    const writing = Promise.all(Array.from({ length: 100 }, async () => await awsVariablesFor(ACCOUNT, settings))).then(
      () => (progress.ended = true),
    );
    do read.add(await readFile(file, "utf8"));
    while (!progress.ended);
    await writing;
    expect([...read]).toEqual([whole]);
    expect(Object.keys(await readFiles(settings.directory))).toEqual(["config-123456789012", "credentials-123456789012"]);
  });
});

describe("an account with a role, from where the job runs", () => {
  it("is reached through the container's credentials, whose address goes along", async () => {
    const container = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.23/v1/credentials",
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "/var/run/token",
    };
    const settings = await setting(container);
    expect(await awsVariablesFor(ACCOUNT, settings)).toMatchObject({ ...container, AWS_PROFILE: "deployment" });
    const files = await readFiles(settings.directory);
    expect(files["config-123456789012"]).toContain("\ncredential_source = EcsContainer\n");
    expect(files["credentials-123456789012"]).toBe("");
  });

  it("is reached through the instance's credentials where there is nothing else", async () => {
    const settings = await setting({});
    await awsVariablesFor(ACCOUNT, settings);
    expect((await readFiles(settings.directory))["config-123456789012"]).toContain("\ncredential_source = Ec2InstanceMetadata\n");
  });
});

describe("an account with a role, from the job's OIDC token", () => {
  it("gets a token that is fresh for each call, in a file, and none of the job's keys", async () => {
    let asked = 0;
    const settings = await setting(
      { ...KEYS, AWS_REGION: "eu-west-1" },
      { webIdentityToken: () => Promise.resolve(`token-${(asked += 1)}`) },
    );
    const file = join(settings.directory, "web-identity-123456789012");
    const expected = {
      AWS_REGION: "eu-west-1",
      AWS_ROLE_ARN: ROLE,
      AWS_WEB_IDENTITY_TOKEN_FILE: file,
      AWS_ROLE_SESSION_NAME: "tf-orchestrator-8001-1",
    };
    expect(await awsVariablesFor(ACCOUNT, settings)).toEqual(expected);
    expect(await awsVariablesFor(ACCOUNT, settings)).toEqual(expected);
    expect(await readFiles(settings.directory)).toEqual({ "web-identity-123456789012": "token-2" });
    expect(await modeOf(file)).toBe("0600");
  });

  it("fails when there is no token", async () => {
    const settings = await setting({}, { webIdentityToken: () => Promise.reject(new Error("id-token: write is missing")) });
    await expect(awsVariablesFor(ACCOUNT, settings)).rejects.toThrow("id-token: write is missing");
  });
});

describe("our own requests", () => {
  const SESSION = `<Credentials><AccessKeyId>ASIASESSION</AccessKeyId><SecretAccessKey>session-secret</SecretAccessKey><SessionToken>session-token</SessionToken><Expiration>2036-01-01T00:00:00Z</Expiration></Credentials>`;

  /** The keys that come out, and what STS was asked. */
  async function keysOf(settings: AwsCredentialSettings) {
    const asked: URLSearchParams[] = [];
    const sts = await startServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const form = new URLSearchParams(body);
        asked.push(form);
        const action = form.get("Action") ?? "";
        response.end(
          `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${SESSION}</${action}Result></${action}Response>`,
        );
      });
    });
    process.env.AWS_ENDPOINT_URL_STS = sts.url;
    try {
      const keys = keysFrom(await awsVariablesFor(ACCOUNT, settings), "us-east-1");
      const found = await keys?.();
      return {
        key: found?.accessKeyId,
        asked: asked.map((form) => Object.fromEntries(form)),
        signedBy: sts.requests.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? "")?.[1]),
      };
    } finally {
      delete process.env.AWS_ENDPOINT_URL_STS;
      await sts.stop();
    }
  }

  it("take the SDK's default chain where there is no role", async () => {
    expect(keysFrom(await awsVariablesFor({ ...PRD, roleArn: null }, await setting(KEYS)), "us-east-1")).toBeNull();
  });

  it("are made with the account's role, assumed with the job's keys", async () => {
    const { key, asked, signedBy } = await keysOf(await setting(KEYS));
    expect(asked).toMatchObject([{ Action: "AssumeRole", RoleArn: ROLE, RoleSessionName: "tf-orchestrator-8001-1" }]);
    expect({ key, signedBy }).toEqual({ key: "ASIASESSION", signedBy: ["AKIAJOB"] });
  });

  it("are made with the account's role, assumed with the job's OIDC token", async () => {
    const { key, asked } = await keysOf(await setting(KEYS, { webIdentityToken: () => Promise.resolve("the-token") }));
    expect(asked).toMatchObject([
      { Action: "AssumeRoleWithWebIdentity", RoleArn: ROLE, WebIdentityToken: "the-token", RoleSessionName: "tf-orchestrator-8001-1" },
    ]);
    expect(key).toBe("ASIASESSION");
  });
});

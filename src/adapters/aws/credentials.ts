import type { fromIni } from "@aws-sdk/credential-provider-ini";
import { randomUUID } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Account } from "../../domain/model/deployment.ts";
import { awsEnvironment, type Environment } from "../child-environment.ts";

export interface AwsCredentialSettings {
  /** A folder of the run, for token and configuration files; only we can read it. */
  directory: string;
  environment: Environment;
  /** Which of the account's roles: `plan` where unreviewed files are planned. */
  role: "plan" | "apply";
  /** Names the session in CloudTrail: run and attempt. */
  sessionName: string;
  /** GitHub's OIDC token for `sts.amazonaws.com`, where the job may ask for one. */
  webIdentityToken: (() => Promise<string>) | null;
}

/**
 * The AWS variables of one account's children. With a role: through the job's OIDC token (written anew for each call, because it lives
 * minutes), else from the job's own keys or instance through a generated profile, so that the SDK in terraform renews the session
 * itself. Without a role: what the job has.
 */
export async function awsVariablesFor(account: Account, settings: AwsCredentialSettings): Promise<Record<string, string>> {
  const own = awsEnvironment(settings.environment);
  const role = settings.role === "plan" ? (account.planRoleArn ?? account.roleArn) : account.roleArn;
  if (role === null) return own;
  await mkdir(settings.directory, { recursive: true, mode: 0o700 });
  const withoutKeys = Object.fromEntries(Object.entries(own).filter(([name]) => !IDENTITY.has(name)));
  if (settings.webIdentityToken !== null) {
    const file = join(settings.directory, `web-identity-${account.id}`);
    await writeWhole(file, await settings.webIdentityToken());
    return {
      ...withoutKeys,
      AWS_ROLE_ARN: role,
      AWS_WEB_IDENTITY_TOKEN_FILE: file,
      AWS_ROLE_SESSION_NAME: settings.sessionName,
    };
  }
  const config = join(settings.directory, `config-${account.id}`);
  const credentials = join(settings.directory, `credentials-${account.id}`);
  await writeWhole(config, `[profile deployment]\nrole_arn = ${role}\nrole_session_name = ${settings.sessionName}\n${sourceOf(own)}\n`);
  await writeWhole(credentials, sourceProfile(own));
  const container = Object.fromEntries(Object.entries(own).filter(([name]) => name.startsWith("AWS_CONTAINER_")));
  return { ...withoutKeys, ...container, AWS_PROFILE: "deployment", AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials };
}

/** A file that another terraform may be reading appears at once or not at all. */
async function writeWhole(file: string, content: string): Promise<void> {
  const part = `${file}.${randomUUID()}`;
  await writeFile(part, content, { mode: 0o600 });
  await rename(part, file);
}

/** Variables that say who we are; they would win over the account's role. */
const IDENTITY = new Set([
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  // Older names that SDKs still read.
  "AWS_ACCESS_KEY",
  "AWS_SECRET_KEY",
  "AWS_SECURITY_TOKEN",
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_ROLE_ARN",
  "AWS_ROLE_SESSION_NAME",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONFIG_FILE",
  "AWS_SHARED_CREDENTIALS_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
]);

function sourceOf(own: Record<string, string>): string {
  if (own.AWS_ACCESS_KEY_ID !== undefined) return "source_profile = job";
  const inContainer = own.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI !== undefined || own.AWS_CONTAINER_CREDENTIALS_FULL_URI !== undefined;
  return `credential_source = ${inContainer ? "EcsContainer" : "Ec2InstanceMetadata"}`;
}

function sourceProfile(own: Record<string, string>): string {
  if (own.AWS_ACCESS_KEY_ID === undefined) return "";
  const token = own.AWS_SESSION_TOKEN === undefined ? "" : `aws_session_token = ${own.AWS_SESSION_TOKEN}\n`;
  return `[job]\naws_access_key_id = ${own.AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${own.AWS_SECRET_ACCESS_KEY ?? ""}\n${token}`;
}

type Keys = Awaited<ReturnType<ReturnType<typeof fromIni>>>;

// The SDK is loaded when it is asked for; `eager` keeps it in the one bundle.
/** The same identity for our own requests to S3. null: the SDK's default chain. */
export function keysFrom(variables: Record<string, string>, region: string): (() => Promise<Keys>) | null {
  const parentClientConfig = { region };
  const { AWS_PROFILE: profile, AWS_CONFIG_FILE: configFilepath, AWS_SHARED_CREDENTIALS_FILE: filepath } = variables;
  if (profile === "deployment" && configFilepath !== undefined && filepath !== undefined) {
    return async () => {
      const { fromIni } = await import(/* webpackMode: "eager" */ "@aws-sdk/credential-provider-ini");
      return await fromIni({ profile, configFilepath, filepath, ignoreCache: true, parentClientConfig })();
    };
  }
  const { AWS_ROLE_ARN: roleArn, AWS_WEB_IDENTITY_TOKEN_FILE: webIdentityTokenFile, AWS_ROLE_SESSION_NAME: roleSessionName } = variables;
  if (roleArn !== undefined && webIdentityTokenFile !== undefined && roleSessionName !== undefined) {
    return async () => {
      const { fromTokenFile } = await import(/* webpackMode: "eager" */ "@aws-sdk/credential-provider-web-identity");
      return await fromTokenFile({ roleArn, webIdentityTokenFile, roleSessionName, parentClientConfig })();
    };
  }
  return null;
}

import { createPrivateKey } from "node:crypto";
import { RequestError } from "@octokit/request-error";
import { SignJWT } from "jose";
import { ConfigurationError, messageOf } from "../../domain/model/errors.ts";
import { connectGitHub, GitHubError, whatGitHubSaid, type GitHubSettings } from "./client.ts";

export interface AppCredentials {
  id: string;
  /** PEM, PKCS #1 or #8. */
  privateKey: string;
}

/** GitHub accepts ten minutes at the most; the clock may be a little off. */
const LIFETIME_S = 540;
const CLOCK_SKEW_S = 30;

/** What an installation lets its tokens do, and one of them. */
export interface InstallationAccess {
  token: string;
  /** `contents: write`, as the API has them. */
  permissions: Readonly<Record<string, string | undefined>>;
}

/** The token of `installationAccess`. */
export async function installationToken(app: AppCredentials, repository: string, settings: Omit<GitHubSettings, "token">): Promise<string> {
  return (await installationAccess(app, repository, settings)).token;
}

/**
 * A token for one repository's installation of a GitHub App, good for an hour. ("Authenticating as a GitHub App installation", GitHub docs)
 * @throws ConfigurationError for a key that is none, without the key.
 */
export async function installationAccess(
  app: AppCredentials,
  repository: string,
  settings: Omit<GitHubSettings, "token">,
): Promise<InstallationAccess> {
  try {
    return await askTokenByRightClock(app, repository, settings);
  } catch (error) {
    if (error instanceof RequestError && error.status === 404)
      throw new ConfigurationError(`app-id: the App ${app.id} is not installed on ${repository}; an owner of it installs the App there`);
    throw error instanceof RequestError ? new GitHubError(whatGitHubSaid(error), error) : error;
  }
}

/** A token of a wrong clock is refused; the refusal tells the right time. */
async function askTokenByRightClock(
  app: AppCredentials,
  repository: string,
  settings: Omit<GitHubSettings, "token">,
): Promise<InstallationAccess> {
  const signedAt = settings.clock.now();
  try {
    return await askToken(app, repository, settings, signedAt);
  } catch (error) {
    const movedMs = settings.clock.now().getTime() - signedAt.getTime();
    if (!(error instanceof RequestError && error.status === 401 && Math.abs(movedMs) > CLOCK_SKEW_S * 1000)) throw error;
    return await askToken(app, repository, settings, settings.clock.now());
  }
}

async function askToken(
  app: AppCredentials,
  repository: string,
  settings: Omit<GitHubSettings, "token">,
  now: Date,
): Promise<InstallationAccess> {
  const [owner = "", repo = ""] = repository.split("/");
  const api = connectGitHub({ ...settings, token: await appToken(app, now) });
  const { data: installation } = await api.rest.apps.getRepoInstallation({ owner, repo });
  const { data } = await api.rest.apps.createInstallationAccessToken({ installation_id: installation.id, repositories: [repo] });
  return { token: data.token, permissions: { ...data.permissions } };
}

async function appToken({ id, privateKey }: AppCredentials, signedAt: Date): Promise<string> {
  const now = Math.floor(signedAt.getTime() / 1000);
  try {
    return await new SignJWT({})
      .setProtectedHeader({ alg: "RS256" })
      .setIssuer(id)
      .setIssuedAt(now - CLOCK_SKEW_S)
      .setExpirationTime(now + LIFETIME_S)
      .sign(createPrivateKey(privateKey));
  } catch (error) {
    throw new ConfigurationError(`app-private-key: not an RSA private key in PEM (${messageOf(error)})`);
  }
}

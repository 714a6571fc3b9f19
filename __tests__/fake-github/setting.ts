import { Octokit } from "@octokit/rest";
import { startFakeGithub } from "../../scripts/fake-github/client.ts";
import type { FakeGithub } from "../../scripts/fake-github/client.ts";

export const REPOSITORY = "org/dev-deployment";
export const [OWNER, REPO] = REPOSITORY.split("/") as [string, string];

export interface Setting {
  github: FakeGithub;
  /** A GITHUB_TOKEN with the usual permissions. */
  token: string;
  headSha: string;
  number: number;
}

/** A server with one open pull request of alice against `prod`: bob writes, carol reads. */
export async function startSetting(options: { checkOpenapi?: boolean } = {}): Promise<Setting> {
  const github = await startFakeGithub(options);
  return { github, ...(await arrange(github)) };
}

export async function arrange(github: FakeGithub): Promise<Omit<Setting, "github">> {
  for (const login of ["alice", "bob", "carol", "mallory"]) await github.createUser(login);
  await github.createRepository(REPOSITORY, {
    branches: ["prod"],
    files: {
      "S3/old/old.tfvars": 'project = "old"\nregion = "us-east-1"\n',
      "KMS/keys.tfvars": "keys = {}\n",
      "IAM/gone.tfvars": "a = 1\n",
    },
  });
  await github.setPermission(REPOSITORY, "alice", "write");
  await github.setPermission(REPOSITORY, "bob", "write");
  await github.setPermission(REPOSITORY, "carol", "read");
  const headSha = await github.commit(REPOSITORY, {
    branch: "feature",
    author: "alice",
    message: "Add the data lake",
    files: {
      "S3/new/new.tfvars": 'project = "old"\nregion = "us-east-1"\n',
      "S3/old/old.tfvars": null,
      "KMS/keys.tfvars": "keys = { a = {} }\n",
      "IAM/gone.tfvars": null,
      "IAM/trust.json": "{}\n",
    },
  });
  const number = await github.openPull(REPOSITORY, { as: "alice", head: "feature", base: "prod", title: "Data lake", body: "Adds it." });
  return { headSha, number, token: await github.createToken({ kind: "actions", repositories: [REPOSITORY] }) };
}

export function octokit(github: FakeGithub, token: string, baseUrl = github.url): Octokit {
  const quiet = (): void => undefined;
  return new Octokit({ auth: token, baseUrl, log: { debug: quiet, info: quiet, warn: quiet, error: quiet } });
}

/** The status that a request is refused with; 0 when it is not. */
export async function refusedStatus(request: Promise<unknown>): Promise<number> {
  try {
    await request;
    return 0;
  } catch (error) {
    return (error as { status?: number }).status ?? -1;
  }
}

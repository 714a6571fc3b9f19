import { ACTION } from "../../version.ts";

/** What no repository keeps: states, plans, what Terraform and the command line write beside the code. */
export const ignored = `# States and plans hold secrets.
*.tfstate
*.tfstate.*
*.tfplan
.terraform/
.tf-orchestrator/
crash.log
`;

/** A CODEOWNERS file that gives everything to the owner of the repository, to be replaced by a team. */
export function forOwner(repository: string, why: string): string {
  return `# ${why}\n# A team is better: @${repository.split("/")[0] ?? ""}/platform\n* @${repository.split("/")[0] ?? ""}\n`;
}

/** Where a page of the documentation is. */
export function docs(page: string): string {
  const [repository = "", version = ""] = ACTION.split("@");
  return `https://github.com/${repository}/blob/${version}/docs/${page}.md`;
}

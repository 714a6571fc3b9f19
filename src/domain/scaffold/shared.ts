import { ACTION } from "../../version.ts";
import type { ToolName } from "../model/tool.ts";

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

/** What writes the lock file, for the runners of GitHub and the machines of most people. */
export function lockCommands(tool: ToolName): string {
  return `${tool} init -backend=false && ${tool} providers lock -platform=linux_amd64 -platform=darwin_arm64`;
}

/** What puts a new folder into an empty repository on GitHub. Each but the first line is indented as a list's block is. */
export function pushCommands(repository: string, message: string, indent = "   "): string {
  return [
    `git init -b main && git add -A && git commit -m "${message}"`,
    `git remote add origin https://github.com/${repository}.git && git push -u origin main`,
  ].join(`\n${indent}`);
}

/** Where a page of the documentation is. */
export function docs(page: string): string {
  const [repository = "", version = ""] = ACTION.split("@");
  return `https://github.com/${repository}/blob/${version}/docs/${page}.md`;
}

import { toolText, type ToolName } from "../model/tool.ts";

/** What new workflows fetch. */
const VERSIONS: Readonly<Record<ToolName, string>> = { terraform: "1.11.4", tofu: "1.10.6" };

/** `OpenTofu 1.10.6`: what a new repository's workflow plans and applies with. */
export function chosenTool(name: ToolName): string {
  return toolText({ name, version: VERSIONS[name] });
}

/** A workflow that fetches Terraform, made to fetch the chosen tool instead. */
export function workflowFor(tool: ToolName, workflow: string): string {
  if (tool === "terraform") return workflow;
  return workflow.replace(
    /^( *)(# [^\n]*\n *)?terraform-version: ([^\n]*)/gm,
    (_, indent: string, comment: string | undefined, version: string) =>
      `${indent}tool: ${tool}\n${indent}${(comment ?? "").replace("terraform", tool)}${tool}-version: ${version.replace(VERSIONS.terraform, VERSIONS[tool])}`,
  );
}

/** What the command line needs where PATH may have both: it takes Terraform first. */
export function toolOption(tool: ToolName): string {
  return tool === "terraform" ? "" : ` --tool ${tool}`;
}

/** A document whose commands, in blocks of a shell, are the chosen tool's. */
export function commandsFor(tool: ToolName, document: string): string {
  return document.replace(/^( *)```sh\n[^]*?^\1```/gm, (block) => block.replaceAll(/\bterraform (?=[a-z-])/g, `${tool} `));
}

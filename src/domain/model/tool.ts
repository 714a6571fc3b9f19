/** The programs that can plan and apply, by their names on PATH. Their commands, files and JSON are the same, as far as they are used here. */
export const TOOL_NAMES = ["terraform", "tofu"] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

export interface Tool {
  name: ToolName;
  /** `1.11.4` */
  version: string;
}

/** The first versions with native locks of states in S3. */
export const LEAST_VERSIONS: Readonly<Record<ToolName, string>> = { terraform: "1.11", tofu: "1.10" };

/** The registry in which each looks for a provider whose source names none. */
export const REGISTRIES: Readonly<Record<ToolName, string>> = { terraform: "registry.terraform.io", tofu: "registry.opentofu.org" };

/** As people call it. */
export function toolLabel(name: ToolName): string {
  return name === "terraform" ? "Terraform" : "OpenTofu";
}

/** `OpenTofu 1.10.6` */
export function toolText({ name, version }: Tool): string {
  return `${toolLabel(name)} ${version}`;
}

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

/**
 * What is wrong with versions to fetch, beside the tool that was asked for.
 * @param prefix What stands before a setting's name in messages.
 */
export function toolProblem(tool: ToolName | "auto", versions: Readonly<Record<ToolName, string | null>>, prefix = ""): string | null {
  const given = TOOL_NAMES.filter((name) => versions[name] !== null);
  if (tool === "auto")
    return given.length < 2 ? null : `${prefix}terraform-version and ${prefix}tofu-version: got both, expected one, or ${prefix}tool too`;
  const [other] = given.filter((name) => name !== tool);
  return other === undefined || given.length === 2
    ? null
    : `${prefix}${other}-version: got it with ${prefix}tool ${tool}, expected ${prefix}${tool}-version`;
}

import { goldenTemplate } from "./controller.ts";
import { below, joined, within, type Files } from "./files.ts";
import { partsOfService, ROOT_FILES, servicesIn } from "./terraform-root.ts";

/** A service that there is no module for: one resource per entry, its arguments taken from the entry. */
export interface NewService {
  /** `ssm` */
  name: string;
  /** `aws_ssm_parameter` */
  resource: string;
  /** The argument that the entry's key fills. */
  nameArgument: string;
  /** Arguments that each entry gives, with their types: `value: string`. */
  attributes: readonly Attribute[];
}

export interface Attribute {
  name: string;
  type: string;
  optional: boolean;
}

const TYPES = ["string", "number", "bool", "list(string)", "set(string)", "map(string)"];
export const ATTRIBUTE_FORM = `NAME:TYPE, where TYPE is one of ${TYPES.join(", ")} with ? behind it when it may be left out`;

/** `value:string`, `tier:string?`; null: in another form. */
export function readAttribute(text: string): Attribute | null {
  const { name = "", type = "", optional } = /^(?<name>[a-z][a-z0-9_]*):(?<type>[a-z()]+)(?<optional>\?)?$/.exec(text.trim())?.groups ?? {};
  return TYPES.includes(type) ? { name, type, optional: optional !== undefined } : null;
}

/**
 * What changes in a controller that gets another of the services there are modules for: the module's files, its golden template, and the
 * root's files with its blocks at their end. Nothing for one that it has.
 * @param root The controller's own main.tf, variables.tf and outputs.tf.
 */
export function withKnownService(root: Files, service: string, templates: Files): Files {
  const controller = below(templates, "controller");
  const golden = `golden-templates/${service}.json`;
  return joined(
    within(`modules/${service}`, below(controller, `modules/${service}`)),
    new Map([...controller].flatMap(([path, text]) => (path === golden ? [[path, goldenTemplate(text)] as const] : []))),
    appended(root, service, partsOfService(controller, service)),
  );
}

/** The same for a service that is made up here. */
export function withNewService(root: Files, service: NewService, versions: string): Files {
  const { name } = service;
  const parts = new Map([
    ["main.tf", `module "${name}" {\n  source = "./modules/${name}"\n\n  entries = var.${variableOf(name)}\n}\n`],
    ["variables.tf", variableText(variableOf(name), `Entries of ${service.resource} by name.`, service)],
    [
      "outputs.tf",
      `output "${name}_ids" {\n  description = "IDs of ${service.resource}, by name."\n  value       = module.${name}.ids\n}\n`,
    ],
  ]);
  const files = new Map([
    ["main.tf", resourceText(service)],
    ["variables.tf", variableText("entries", `Entries of ${service.resource} by name.`, service, false)],
    ["outputs.tf", `output "ids" {\n  value = { for key, resource in ${service.resource}.this : key => resource.id }\n}\n`],
    ["versions.tf", versions],
    ["README.md", readmeText(service)],
  ]);
  const golden = `${JSON.stringify({ description: `What every ${service.resource} must look like`, [service.resource]: {} }, null, 2)}\n`;
  return joined(within(`modules/${name}`, files), new Map([[`golden-templates/${name}.json`, golden]]), appended(root, name, parts));
}

/** `ssm` → `ssm_entries`: discovery takes the service from the first word. */
function variableOf(service: string): string {
  return `${service}_entries`;
}

function appended(root: Files, service: string, parts: Files): Files {
  if (servicesIn(root).includes(service)) return new Map();
  return new Map(
    ROOT_FILES.flatMap((file) => {
      const more = parts.get(file) ?? "";
      return more === "" ? [] : [[file, `${(root.get(file) ?? "").trimEnd()}\n\n${more.trimEnd()}\n`.trimStart()] as const];
    }),
  );
}

function resourceText({ resource, nameArgument, attributes }: NewService): string {
  const names = [nameArgument, ...attributes.map(({ name }) => name)];
  const width = Math.max(...names.map((name) => name.length));
  const line = (name: string, value: string): string => `  ${name.padEnd(width)} = ${value}\n`;
  return `resource "${resource}" "this" {
  for_each = var.entries

${line(nameArgument, "each.key")}${attributes.map(({ name }) => line(name, `each.value.${name}`)).join("")}}
`;
}

function variableText(variable: string, description: string, { attributes }: NewService, withDefault = true): string {
  const fields = [
    ...attributes.map(({ name, type, optional }) => [name, optional ? `optional(${type})` : type] as const),
    ["account_key", "optional(string)"] as const,
    ["region_code", "optional(string)"] as const,
  ];
  const width = Math.max(...fields.map(([name]) => name.length));
  return `variable "${variable}" {
  description = "${description}"
  nullable    = false
${withDefault ? "  default     = {}\n" : ""}  type = map(object({
${fields.map(([name, type]) => `    ${name.padEnd(width)} = ${type}\n`).join("")}  }))
}
`;
}

function readmeText({ name, attributes }: NewService): string {
  const example: Readonly<Record<string, string>> = { string: '"…"', number: "1", bool: "true", "map(string)": "{}" };
  const required = attributes.filter(({ optional }) => !optional);
  const width = Math.max(0, ...required.map((attribute) => attribute.name.length));
  const lines = required.map(({ name: key, type }) => `    ${key.padEnd(width)} = ${example[type] ?? "[]"}\n`);
  return `# ${name}

\`\`\`hcl
${variableOf(name)} = {
  "example" = {
${lines.join("")}  }
}
\`\`\`
`;
}

/** `aws_s3_bucket.x`, `module.s3["eu"].aws_s3_bucket.this["data-lake"]`: at the start of a text. Linear: no two parts begin alike. */
const ADDRESS =
  /^[\p{L}_][\p{L}\p{N}_-]*(?:\[(?:"(?:[^"\\\n]|\\.)*"|\d+)\])?(?:\.[\p{L}_][\p{L}\p{N}_-]*(?:\[(?:"(?:[^"\\\n]|\\.)*"|\d+)\])?)+/u;

/** The address that a text begins with; null: none. Names no data source, and no module without a resource in it. */
export function leadingAddress(text: string): string | null {
  const address = ADDRESS.exec(text)?.[0];
  if (address === undefined) return null;
  const steps = address.replace(/\[(?:"(?:[^"\\\n]|\\.)*"|\d+)\]/g, "").split(".");
  let first = 0;
  while (steps[first] === "module") first += 2;
  return steps.length - first === 2 && steps[first] !== "data" ? address : null;
}

/** An instance as Terraform writes it: `module.s3.aws_s3_bucket.this["data-lake"]`. */
export function addressOf(resource: { module?: string; mode: string; type: string; name: string }, index?: string | number): string {
  const module = resource.module === undefined ? "" : `${resource.module}.`;
  const data = resource.mode === "data" ? "data." : "";
  const key = index === undefined ? "" : typeof index === "number" ? `[${index}]` : `[${quoted(index)}]`;
  return `${module}${data}${resource.type}.${resource.name}${key}`;
}

/**
 * A string in Terraform's quotes, in which nothing is a template.
 * @see toHCLQuotedString in Terraform's internal/addrs/instance_key.go
 */
export function quoted(text: string): string {
  const escaped = text.replace(/[\\"\n\r\t]|[$%](?=\{)|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    const known = ESCAPES.get(character);
    if (known !== undefined) return known;
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ['"', '\\"'],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["$", "$$"],
  ["%", "%%"],
]);

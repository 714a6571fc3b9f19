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

/** The parts of an instance's address. */
export interface ResourceAddress {
  /** `module.s3["eu"].module.logs`, as it stands in the address. */
  module?: string;
  mode: "managed" | "data";
  type: string;
  name: string;
  index?: string | number;
}

const STEP = /([\p{L}_][\p{L}\p{N}_-]*)(?:\[(?:("(?:[^"\\\n]|\\.)*")|(\d{1,15}))\])?(\.|$)/uy;

/** Reads the address of one instance; null: it is none, or a key in it is worked out by Terraform. */
export function parseAddress(text: string): ResourceAddress | null {
  if (text === "" || text.endsWith(".") || text.length > LONGEST_ADDRESS) return null;
  const steps: { name: string; key: string | number | undefined; end: number }[] = [];
  const reader = new RegExp(STEP);
  while (reader.lastIndex < text.length) {
    const step = reader.exec(text);
    if (step === null) return null;
    const [, name = "", quotedKey, number, dot] = step;
    const key = quotedKey === undefined ? (number === undefined ? undefined : Number(number)) : unquoted(quotedKey);
    if (key === null) return null;
    steps.push({ name, key, end: reader.lastIndex - (dot === "." ? 1 : 0) });
  }
  let first = 0;
  while (steps[first]?.name === "module" && steps[first]?.key === undefined && steps[first + 1] !== undefined) first += 2;
  const module = first === 0 ? undefined : text.slice(0, steps[first - 1]?.end);
  const isData = steps[first]?.name === "data" && steps.length - first === 3;
  const [type, name, more] = steps.slice(isData ? first + 1 : first);
  if (type === undefined || name === undefined || more !== undefined || type.key !== undefined || type.name === "data") return null;
  if (isData && steps[first]?.key !== undefined) return null;
  return {
    ...(module === undefined ? {} : { module }),
    mode: isData ? "data" : "managed",
    type: type.name,
    name: name.name,
    ...(name.key === undefined ? {} : { index: name.key }),
  };
}

const LONGEST_ADDRESS = 4096;

/** The text of a string in Terraform's quotes; null: Terraform would work it out, or it has an escape that Terraform does not know. */
function unquoted(text: string): string | null {
  let unknown = 0;
  const plain = text
    .slice(1, -1)
    .replace(
      /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))|([$%])\4\{|[$%]\{/g,
      (whole, short?: string, long?: string, letter?: string, sign?: string) => {
        if (sign !== undefined) return `${sign}{`;
        const code = Number.parseInt(short ?? long ?? "", 16);
        if (Number.isInteger(code) && code <= 0x10ffff) return String.fromCodePoint(code);
        const known = letter === undefined ? undefined : UNESCAPED.get(letter);
        if (known === undefined) unknown += 1;
        return known ?? whole;
      },
    );
  return unknown === 0 ? plain : null;
}

const UNESCAPED: ReadonlyMap<string, string> = new Map([
  ["\\", "\\"],
  ['"', '"'],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/** Without the keys of its modules and its own, as Terraform names what an instance depends on: `module.s3.aws_s3_bucket.this`. */
export function withoutKeys(address: string): string {
  return address.replace(/\[(?:"(?:[^"\\\n]|\\.)*"|\d+)\]/g, "");
}

import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { openGrammar, type ReadWithGrammar } from "../../src/adapters/source/hcl-grammar.ts";
import { readPlain } from "../../src/adapters/source/hcl-plain.ts";
import { readControllerFiles } from "../../src/domain/controller/files.ts";
import { parseOverride } from "../../src/domain/evidence/override.ts";
import { ConfigurationError, RefusedError } from "../../src/domain/model/errors.ts";
import { createRedactor } from "../../src/domain/report/redaction/redactor.ts";
import { parseCommand } from "../../src/domain/run/commands.ts";
import { parsePush } from "../../src/domain/run/push-event.ts";
import { parseRequest } from "../../src/domain/run/request.ts";
import { parseLock, parseLockError } from "../../src/domain/state/lock.ts";
import { readState } from "../../src/domain/state/file.ts";
import { hclTokens } from "../../src/domain/text/hcl-tokens.ts";
import { visible } from "../../src/domain/text/invisible.ts";
import { readSourceText } from "../../src/domain/text/source-text.ts";
import { parseJson } from "../../src/domain/text/json-text.ts";
import { codeBlock, inline, logBlock } from "../../src/render/neutralise.ts";
import { nearlyPlain } from "./nearly-plain.ts";

/** One kind of hostile input and what must hold for each of them. */
export interface Target {
  name: string;
  input: fc.Arbitrary<string>;
  /** @throws Error saying what does not hold; errors that tell people what is wrong with their input are right. */
  check: (input: string) => void;
}

/** Longer than this, a check hangs. */
export const MOST_MS = 1000;

const GRAMMAR = new URL("../../node_modules/@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm", import.meta.url);
/** What would do harm in a page, a log or a terminal, and what breaks parsers. */
const HARM = [
  ...["@org/team", "<script>", "</details>", "<!--", "-->", "```", "````", "::error::x", "##[group]", "\u001b[31m", "\u202e", "\u200b"],
  ...["\u0000", "\r\n", "\n", '"', "\\", "${x}", "%{if}", "<<EOT\n", "EOT\n", "{", "}", "[", "]", "(", "=", ",", "#", "/*", "*/", "//"],
  ...["__proto__", "constructor", "*a", "&a [*a]", "!!js/function", "? ", "- ", ": ", "|2\n", "%YAML 9", "\ufeff", "\ud800", "é", "😀"],
  ...["[x](http://evil)", "http://evil", "![i](x)", "<img src=x>", "\t", " ", "a", "1", "-1e999", "null", "true", "password", "token = "],
];
const harm = fc.constantFrom(...HARM);
const pieces = fc.oneof(
  { weight: 6, arbitrary: harm },
  { weight: 2, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 8 }) },
);
const hostile = fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(""));
const repeated = fc.tuple(harm, fc.nat(4000)).map(([piece, times]) => piece.repeat(times));
const text = fc.oneof({ weight: 9, arbitrary: hostile }, { weight: 1, arbitrary: repeated });

/** A file in which hostile text stands where people write. */
function within(...templates: ((hole: string) => string)[]): fc.Arbitrary<string> {
  return fc.oneof(
    text,
    fc.tuple(fc.constantFrom(...templates), text).map(([fill, hole]) => fill(hole)),
  );
}

export async function openTargets(): Promise<Target[]> {
  const readWithGrammar = await openGrammar(readFileSync(GRAMMAR));
  const readBoth = (input: string) => readWithBoth(readWithGrammar, input);
  return [
    {
      name: "tfvars",
      input: within(
        (hole) => `project = "x"\ns3_buckets = {\n  "a" = { name = "${hole}" }\n}\n`,
        (hole) => `a = ${hole}\n`,
        (hole) => `a = <<EOT\n${hole}\nEOT\n`,
      ),
      check: readBoth,
    },
    { name: "nearly plain tfvars", input: nearlyPlain(), check: readBoth },
    {
      name: "Terraform code",
      input: within(
        (hole) => `data "${hole}`,
        (hole) => `${hole}"\\`,
        (hole) => `module "a" {\n  source = "${hole}"\n}\n`,
        (hole) => `a = <<EOT\n${hole}\nEOT\n`,
      ),
      check: (input) => {
        for (const { text: word, at } of hclTokens(input) ?? [])
          if (!input.startsWith(word, at) && !input.startsWith(word, at + 1)) throw new Error(`no word ${JSON.stringify(word)} at ${at}`);
      },
    },
    {
      name: "JSON",
      input: within(
        (hole) => `{"Statement": [${hole}]}`,
        (hole) => `{"${hole}": 1}`,
      ),
      check: (input) => parseJson("s3/a/a.json", Buffer.from(input)),
    },
    {
      name: "controller YAML",
      input: within(
        (hole) => `accounts:\n  "123456789012": { account_name: ${hole} }\n`,
        (hole) => `${hole}:\n  - a\n`,
      ),
      check: (input) => {
        const files = ["accounts.yaml", "deployment-rules.yaml", "policy.yaml", "special-approvers.yaml"];
        const file = files[input.length % files.length] ?? "accounts.yaml";
        told(() => readControllerFiles(new Map([[file, input]])));
      },
    },
    {
      name: "comments",
      input: within(
        (hole) => `OVERRIDE: ${hole}`,
        (hole) => `/tf ${hole}`,
        (hole) => `/tf unlock ${hole}`,
      ),
      check: (input) => {
        const override = parseOverride(input);
        const command = parseCommand(input);
        for (const shown of [override, command]) harmless(inline(JSON.stringify(shown)));
      },
    },
    {
      name: "payloads",
      input: within((hole) => JSON.stringify({ version: 1, action: "validate", source_repo: hole, pr_number: 1, head_sha: hole })),
      check: (input) => {
        const payload = valueOf(input);
        const event = { name: "repository_dispatch", payload: { action: "tf-validate", client_payload: payload } };
        told(() => parseRequest(event));
        told(() => parsePush(payload));
      },
    },
    {
      name: "states and locks",
      input: within(
        (hole) => `{"ID":"${hole}","Who":"x"}`,
        (hole) => `Error acquiring the state lock\nLock Info:\n  ID: ${hole}\n`,
      ),
      check: (input) => {
        readState(Buffer.from(input));
        for (const lock of [parseLock(input), parseLockError(input)]) if (lock !== null) seen(lock.who + lock.id.slice(0, 0));
      },
    },
    {
      name: "plan texts",
      input: text,
      check: (input) => {
        const secret = "Tr0ub4dor-and-3-horses";
        const redacted = createRedactor([])(`${input}\n  + db_password = "${secret}"\n${input}`);
        if (redacted.includes(secret)) throw new Error("the password is still there");
        const block = codeBlock(redacted, "diff");
        const fence = /^`{3,}/.exec(block)?.[0] ?? "";
        if (block.slice(fence.length, -fence.length).includes(`\n${fence}`)) throw new Error("the text ends its own code block");
        if (/^(?:::|##\[)/m.test(logBlock(redacted))) throw new Error("the text is a command to the runner");
        seen(block);
      },
    },
    { name: "text in a sentence", input: text, check: (input) => harmless(inline(input)) },
  ];
}

/** Only what tells people about their input may be thrown. */
function told(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ConfigurationError) && !(error instanceof RefusedError)) throw error;
    seen(error.message);
  }
}

function valueOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

const HIDDEN = /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]/u;

/** Nothing may hide in what people see. */
function seen(shown: string): void {
  const hidden = HIDDEN.exec(visible(shown));
  if (hidden !== null) throw new Error(`U+${hidden[0].charCodeAt(0).toString(16)} is still there`);
}

/** Nothing in a sentence may become a tag, a mention or a line of its own. */
function harmless(markdown: string): void {
  const prose = markdown.replace(/(`+)(?:(?!\1).)*?\1/gs, "").replace(/\\./g, "");
  if (/<(?:[a-z!/])/i.test(prose)) throw new Error("a tag is left");
  if (/(?:^|[^\w&#;])@[a-z\d]/i.test(prose)) throw new Error("a mention is left");
  if (/[\r\n]/.test(markdown)) throw new Error("a line end is left");
  seen(markdown);
}

/** A plain file is read without the grammar, and as the grammar would read it. */
function readWithBoth(readWithGrammar: ReadWithGrammar, input: string): void {
  const { source } = readSourceText("s3/a/a.tfvars", Buffer.from(input), { encoding: "tfvars-encoding", size: "tfvars-size" });
  if (source === null) return;
  const [entries, reading] = [readPlain(source), readWithGrammar(source)];
  // The grammar gives up on a busy machine. So short a text has no other reason to be called too large.
  if (reading.findings.some(({ rule }) => rule === "tfvars-size")) return;
  if (entries !== null && !isDeepStrictEqual(reading, { tfvars: { file: source.file, entries }, findings: [] }))
    throw new Error("read as a plain file, and otherwise with the grammar");
}

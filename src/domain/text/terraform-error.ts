import { withoutRequestIds } from "./error-text.ts";

/** One error as Terraform tells it. */
export interface Diagnostic {
  /** What went wrong: a service's code and message (`AccessDenied: …`) where one said no, else Terraform's title (`Error: Invalid index`). */
  cause: string;
  /** The rest of its words, line by line: what was being done, the explanation. Without request ids. */
  detail: string[];
  /** Whether a service said no, rather than Terraform itself. */
  isRefusal: boolean;
  /** Of the resource; null: it is told of none. */
  address: string | null;
  /** Where in the code (`  on main.tf line 3, in module "iam":`), with the lines that are shown of it. */
  place: string[];
}

export interface TerraformError {
  /** What stands before the first error: our own words mostly. */
  before: string[];
  diagnostics: Diagnostic[];
}

/** Terraform's words, already without the frame around them, as errors with their cause first. A text without `Error:` is all `before`. */
export function readTerraformError(text: string): TerraformError {
  const before: string[] = [];
  const blocks: string[][] = [];
  let block: string[] | null = before;
  for (const line of text.split("\n").map((each) => each.replace(/^[╷│╵]\s?/u, "").trimEnd())) {
    const title = TITLE.exec(line)?.[1];
    if (title !== undefined) blocks.push((block = [title]));
    else if (line.startsWith("Warning: ")) block = null;
    else if (line !== "" && !TOOL_ALONE.test(line)) block?.push(line);
  }
  return { before, diagnostics: blocks.map(diagnosticOf) };
}

/** At the start, or after the name of the tool. */
const TITLE = /^(?:terraform [a-z ]{1,20}: )?Error: (.+)/;
const TOOL_ALONE = /^terraform [a-z ]{1,20} failed:$/;

function diagnosticOf([title = "", ...lines]: string[]): Diagnostic {
  let place: string[] = [];
  let address: string | null = null;
  let at = 0;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (!/^\s/.test(line)) break;
    const found = /^ {2}with (\S.*),$/.exec(line)?.[1];
    if (found !== undefined) address ??= found;
    // Of older SDKs, which put nothing but the request's ids on a line of its own.
    else if (!/^\s+status code: \d+/.test(line)) place.push(line);
  }
  const rest = lines.slice(at);
  const refusal = refusalIn(title) ?? (rest[0] === undefined ? null : refusalIn(rest.join(" ")));
  // What a service refused is not explained by the code.
  if (refusal !== null) place = place.flatMap((line) => /^ {2}on .{1,300}? line \d+/.exec(line)?.[0] ?? []);
  return { ...wordsOf(title, rest, refusal), isRefusal: refusal !== null, address, place };
}

function wordsOf(title: string, lines: readonly string[], refusal: Refusal | null): Pick<Diagnostic, "cause" | "detail"> {
  if (refusal === null) return { cause: `Error: ${cleaned(title)}`, detail: lines.map(cleaned).filter((line) => line !== "") };
  const doing = [title.includes(OPERATION) ? "" : title, refusal.doing].filter((part) => part !== "").join(": ");
  const more = title.includes(OPERATION) ? lines : [];
  return {
    cause: refusal.cause,
    detail: [[doing, refusal.operation].filter((part) => part !== "").join(" · "), ...more.map(cleaned)].filter((line) => line !== ""),
  };
}

const OPERATION = "operation error ";

/** A service's answer: what was being done, by which call (`S3 CreateBucket`), and its code and message. */
interface Refusal {
  doing: string;
  operation: string;
  cause: string;
}

/**
 * `creating S3 Bucket (x): operation error S3: CreateBucket, https response error StatusCode: 403, RequestID: …, HostID: …, api error AccessDenied: …`
 * @see https://pkg.go.dev/github.com/aws/smithy-go#OperationError
 */
function refusalIn(text: string): Refusal | null {
  const start = text.indexOf(OPERATION);
  // Further inside it is quoted by words that say more, such as those on a state lock.
  if (start === -1 || text.startsWith("Error message")) return null;
  const [all, service = "", call = ""] = /^([\w -]{1,60}): (\w{1,80}), /.exec(text.slice(start + OPERATION.length)) ?? [];
  if (all === undefined) return null;
  const said = text
    .slice(start + OPERATION.length + all.length)
    .replace(/^exceeded maximum number of attempts, \d+, /, "")
    .replace(/^https? response error StatusCode: \d+, /, "");
  const cause = cleaned(withoutRequestIds(said).replace(/^(?:[\s,]*api error )/, ""));
  const doing = text.slice(0, start).replace(/[\s:]+$/, "");
  return cause === "" ? null : { doing, operation: `${service} ${call}`, cause };
}

function cleaned(text: string): string {
  return withoutRequestIds(text)
    .replace(/https? response error StatusCode: \d+, /g, "")
    .replace(/Encoded authorization failure message: [\w-]+/g, "")
    .replace(/, (?:status code: \d+, )?(?=$|[\s)])/g, "")
    .trimEnd();
}

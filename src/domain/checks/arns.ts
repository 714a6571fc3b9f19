import type { Deployment } from "../model/deployment.ts";
import type { Finding, Location } from "../model/finding.ts";
import { excerpt, fileFinding } from "../text/source-text.ts";
import { entriesOf, type TfValue, type Tfvars } from "../model/tfvars.ts";
import { textsIn, type JsonDocument } from "./documents.ts";

const ARN = /arn:aws[a-z-]{0,20}:[a-z0-9-]{0,40}:[a-z0-9-]{0,40}:([^:\s"']{0,40}):/g;
const MOST_FINDINGS = 50;

/**
 * ARNs and account numbers of principals that name another account than the deployment's own or a trusted one. ARNs without account
 * (buckets), of AWS itself (`arn:aws:iam::aws:policy/…`), with a wildcard or with a policy variable in its place are fine.
 * @param documents The deployment's JSON documents.
 * @param trusted Account ids of `deployment-rules.yaml: trusted_accounts`.
 */
export function checkArns(
  deployment: Deployment,
  tfvars: Tfvars,
  documents: readonly JsonDocument[],
  trusted: readonly string[],
): Finding[] {
  const allowed = new Set([deployment.account.id, ...trusted]);
  const findings = new Map<string, Finding>();
  for (const { text, location, isAccount } of textsOf(tfvars, documents)) {
    for (const account of accountsIn(text, isAccount)) {
      if (allowed.has(account)) continue;
      findings.set(JSON.stringify([location, account]), foreignAccount(deployment, account, text, location()));
      if (findings.size >= MOST_FINDINGS) return [...findings.values()];
    }
  }
  return [...findings.values()];
}

function foreignAccount(deployment: Deployment, account: string, text: string, location: Location): Finding {
  const own = `${deployment.account.id} (${deployment.account.name})`;
  if (!/^\d{12}$/.test(account)) {
    const message = `got the account "${excerpt(account)}" in "${excerpt(text)}", expected the 12 digits of an account.`;
    return fileFinding("arn-account", location, message, "Correct the ARN.");
  }
  const message = `"${excerpt(text)}" names the account ${account}, expected the deployment's own account ${own} or a trusted one.`;
  return fileFinding(
    "arn-account",
    location,
    message,
    "Correct the account, or have it added to trusted_accounts in the controller's deployment-rules.yaml.",
  );
}

/** The accounts a text names, without those that may always be named. */
function accountsIn(text: string, isAccount: boolean): string[] {
  if (isAccount && /^\d{12}$/.test(text)) return [text];
  if (!text.includes("arn:")) return [];
  return [...text.matchAll(ARN)].flatMap(([, account = ""]) => (isPlaceholder(account) ? [] : [account]));
}

function isPlaceholder(account: string): boolean {
  return account === "" || account === "aws" || /[*?${}]/.test(account);
}

interface Text {
  text: string;
  location: () => Location;
  /** 12 digits here are an account that gets access. */
  isAccount: boolean;
}

function* textsOf(tfvars: Tfvars, documents: readonly JsonDocument[]): Generator<Text> {
  for (const document of documents) {
    for (const { path, text } of textsIn(document.value)) {
      const isAccount = path.includes("AWS") && (path.includes("Principal") || path.includes("NotPrincipal"));
      yield { text, location: () => document.at(path), isAccount };
    }
  }
  const stack: { keys: string[]; value: TfValue }[] = tfvars.entries.map((entry) => ({ keys: [entry.key], value: entry.value })).reverse();
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { keys, value } = top;
    const location = { file: tfvars.file, ...value.at };
    if (value.kind === "string" && !isInlineJson(value.value))
      yield { text: value.value, location: () => location, isAccount: isAccountKey(keys) };
    if (value.kind === "number") yield { text: String(value.value), location: () => location, isAccount: isAccountKey(keys) };
    if (value.kind === "list") for (const item of value.items.toReversed()) stack.push({ keys, value: item });
    for (const entry of entriesOf(value).toReversed()) {
      const at = { file: tfvars.file, ...entry.keyAt };
      yield { text: entry.key, location: () => at, isAccount: false };
      stack.push({ keys: [...keys, entry.key], value: entry.value });
    }
  }
}

/** Inline JSON is among the documents. */
function isInlineJson(text: string): boolean {
  return /^\s*\{/.test(text) && text.includes('"');
}

/** `principals`, `trusted_account_ids`, `account_id`: 12 digits under such a key are an account. */
function isAccountKey(keys: readonly string[]): boolean {
  return keys.some((key) => /principal|account/i.test(key.slice(0, 200)));
}

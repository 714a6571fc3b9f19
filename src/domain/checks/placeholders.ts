import type { Finding } from "../model/finding.ts";
import { didYouMean } from "../text/nearest.ts";
import { excerpt, fileFinding } from "../text/source-text.ts";
import { textsIn, type JsonDocument } from "./documents.ts";
import { isPolicyDocument } from "./policy-documents.ts";

/** What the controller's code puts into policy documents. */
export interface Placeholders {
  /** null: nothing is known about them. */
  names: ReadonlySet<string> | null;
  /** `vpc_interface_endpoints` of accounts.yaml, by region: what `${vpc_endpoint_id}` stands for. */
  endpoints: ReadonlyMap<string, string>;
}

const MOST_FINDINGS = 50;

/**
 * Placeholders of policy documents that nothing is put in place of. IAM's own variables have a colon (`${aws:username}`) or are a sign
 * (`${*}`, `${?}`, `${$}`).
 * @param region The deployment's.
 * @see IAM user guide, "IAM policy elements: Variables and tags"
 */
export function checkPlaceholders(document: JsonDocument, region: string, { names, endpoints }: Placeholders): Finding[] {
  if (names === null || !isPolicyDocument(document)) return [];
  const findings: Finding[] = [];
  for (const { path, text } of textsIn(document.value)) {
    for (const [placeholder, name = ""] of text.matchAll(/\$\{([^{}:]*)\}/g)) {
      if (findings.length >= MOST_FINDINGS) return findings;
      if (["*", "?", "$"].includes(name)) continue;
      if (!names.has(name)) {
        const known = [...names].map((one) => `\${${one}}`).join(", ");
        const message = `got the placeholder "${excerpt(placeholder)}", expected ${known}${didYouMean(name, names) || "."}`;
        const remedy = "Correct the name. IAM's own variables have a colon: ${aws:username}.";
        findings.push(fileFinding("policy-placeholder", document.at(path), message, remedy));
      } else if (name === "vpc_endpoint_id" && !endpoints.has(region)) {
        const message = `${placeholder} stands for nothing in ${region}, expected the region's endpoint in accounts.yaml.`;
        const remedy = "Have it added to vpc_interface_endpoints of the controller's accounts.yaml.";
        findings.push(fileFinding("policy-placeholder", document.at(path), message, remedy));
      }
    }
  }
  return findings;
}

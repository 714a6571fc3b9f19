import type { Finding } from "../model/finding.ts";

/** A rule that the program asks itself, without Rego, as `explain` tells it. */
export interface BuiltInRule {
  id: string;
  title: string;
  level: Finding["level"];
  severity: Finding["severity"];
  description: string;
  remediation: string;
  overridable: boolean;
}

/** Rules on plans and on how a change fits the accounts; checks on the text of single files are told with their line, and need no more words. */
export const BUILT_IN_RULES: readonly BuiltInRule[] = [
  {
    id: "deletion-protection",
    title: "Resources that would be deleted, replaced or forgotten where deletions are blocked",
    level: "deny",
    severity: "critical",
    description:
      "Reads deletes, replacements and removals from the state out of the plan. It denies in environments whose deployment-rules.yaml says deletions: block, and warns elsewhere.",
    remediation: "Keep the resource, or let a special approver override it with an allow-delete line that names each address.",
    overridable: true,
  },
  {
    id: "state-moved",
    title: "A changed file whose state stays behind under its old key",
    level: "deny",
    severity: "critical",
    description:
      "A second service in a tfvars, another project, account or region, a service that is mapped anew or another state-key template changes the key of a deployment's state. Everything is planned as new then, and the old state and its resources are left alone. It denies while the old state still holds resources. What the file was at the merge base tells the old key; without a base, the audit records of the same file, or a state nearby that holds what the plan makes.",
    remediation:
      "Move the state: comment /tf move-state in the pull request, or run tf-orchestrator move-state OLD NEW. Or take the change of the key back.",
    overridable: true,
  },
  {
    id: "monthly-budget",
    title: "A deployment that costs more than its environment allows",
    level: "deny",
    severity: "medium",
    description:
      "Compares the estimated monthly cost of a deployment with parameters.monthly_budget of policy.yaml, where cost there names a tool that estimates it. It denies a change that raises the cost, and warns of one that does not. A cost that cannot be estimated breaks no budget.",
    remediation: "Choose something smaller, or have the budget raised.",
    overridable: true,
  },
  {
    id: "golden-template",
    title: "A resource that differs from its golden template",
    level: "deny",
    severity: "high",
    description:
      "Compares planned resources with the *-golden-template.json files of the controller, and with those beside the tfvars, which may be stricter and never weaker.",
    remediation: "Bring the attribute to the template's value.",
    overridable: true,
  },
  {
    id: "golden-template-format",
    title: "A golden template that asks nothing, or what cannot be asked",
    level: "deny",
    severity: "high",
    description:
      "A *-golden-template.json names resource types and, for each, attributes with their values or bounds. What cannot be read as that would let everything pass.",
    remediation: "Correct the template at the line that is named.",
    overridable: false,
  },
  {
    id: "environment",
    title: "A pull request without exactly one environment",
    level: "deny",
    severity: "high",
    description: "Every deployment of a pull request belongs to one environment of deployment-rules.yaml, whose branch is the base.",
    remediation: "Make one pull request for each environment.",
    overridable: false,
  },
  {
    id: "controller-and-deployments",
    title: "Files of the controller in one pull request with deployments",
    level: "deny",
    severity: "high",
    description:
      "Where one repository holds both, a pull request changes deployments, or what judges them: accounts, approvers, rules, policies, golden templates, Terraform code, workflows and everything else in .github.",
    remediation: "Make one pull request for the controller's files and one for the deployments.",
    overridable: false,
  },
  {
    id: "tfvars-undeclared",
    title: "A tfvars key that the code declares no variable for",
    level: "deny",
    severity: "high",
    description: "Terraform would ignore such a key with a warning: nothing of what it says would exist.",
    remediation: "Correct the key's spelling, or have the variable declared in the controller.",
    overridable: true,
  },
  {
    id: "tfvars-attribute",
    title: "An attribute of an entry that the code's types do not know",
    level: "deny",
    severity: "high",
    description:
      "Terraform drops such an attribute without a word: versionning = false would plan as if it were not there. Compares each tfvars with the types of the code's variables, also of modules that get a variable as it is.",
    remediation: "Correct the attribute's name, remove it, or have it declared in the controller.",
    overridable: false,
  },
  {
    id: "tfvars-required",
    title: "An attribute that the code requires and an entry lacks",
    level: "deny",
    severity: "high",
    description: "The variable's type has the attribute without optional(…): Terraform would refuse to plan.",
    remediation: "Add the attribute.",
    overridable: false,
  },
  {
    id: "tfvars-type",
    title: "A value of another type than the code declares",
    level: "deny",
    severity: "high",
    description:
      "Terraform converts text, numbers and booleans where that loses nothing, and takes null for any type; this value it would refuse.",
    remediation: "Write the value as the controller's code declares it.",
    overridable: false,
  },
  {
    id: "terraform-fmt",
    title: "A file that terraform fmt would write otherwise",
    level: "warn",
    severity: "low",
    description: "Layout only: a diff is easier to review in files that all look alike.",
    remediation: "Run terraform fmt on it.",
    overridable: true,
  },
];

/** By its id, whatever its case. */
export function builtInRule(id: string): BuiltInRule | null {
  return BUILT_IN_RULES.find((rule) => rule.id === id.toLowerCase()) ?? null;
}

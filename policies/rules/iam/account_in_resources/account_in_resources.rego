# METADATA
# title: Resource ARNs in Allow statements name an account
# description: |
#   An ARN with any account in it follows names, and a name that is free in another account can be taken by a stranger there.
# custom:
#   id: IAM-040
#   severity: medium
#   level: warn
#   unknown: warn
#   standards: []
#   remediation: Write the account id into the ARNs of Resource, or add a Condition on aws:ResourceAccount.
package rules.iam.account_in_resources

import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in document.identity
	wrong := answer.any_of([_spans_accounts(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, "allows on resources of any account")
	finding := result.finding(metadata, policy.resource, wrong, found, "ARNs with an account id")
}

_spans_accounts(statement) := answer.all_of([
	document.allows(statement),
	document.names_resource(statement, `^arn:[^:]*:[^:]*:[^:]*:\*(:|$)`),
	answer.opposite(document.is_limited_by(statement, {"aws:resourceaccount"})),
])

# METADATA
# title: Role trust names roles, not a whole account
# description: |
#   Trust in an account is trust in every administrator there: they decide which of their users and roles may take this one.
# custom:
#   id: IAM-017
#   severity: medium
#   level: warn
#   unknown: warn
#   standards: [CKV_AWS_61]
#   remediation: Set the AWS principal of assume_role_policy to the ARN of the role that takes this one.
package rules.iam.account_trust

import data.lib.account
import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in document.trust
	wrong := answer.any_of([_trusts_account(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, "trusts a whole account")
	finding := result.finding(metadata, policy.resource, wrong, found, "the ARNs of roles")
}

_trusts_account(statement) := answer.all_of([document.allows(statement), _names_account(statement)])

_names_account(statement) := "yes" if {
	some principal in statement.principals
	principal.type == "AWS"
	account.is_whole(principal.id)
} else := account.names_hidden(statement)

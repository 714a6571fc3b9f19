# METADATA
# title: Key administration is not granted as kms:* to roles
# description: |
#   Who administers a key should not read the data under it. kms:* for a role gives both, and the deletion of the key as well.
# custom:
#   id: KMS-009
#   severity: medium
#   level: warn
#   unknown: warn
#   standards: []
#   remediation: Split the statement of policy in two, one with the actions to administer the key and one with those to use it.
package rules.kms.administration

import data.lib.account
import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in document.changed({"aws_kms_external_key", "aws_kms_key", "aws_kms_key_policy", "aws_kms_replica_key"})
	wrong := answer.any_of([_gives_everything(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, "gives kms:* to a principal that is not the account root")
	finding := result.finding(metadata, policy.resource, wrong, found, "separate statements for administration and use")
}

_gives_everything(statement) := answer.all_of([
	document.allows(statement),
	document.has_action(statement, {"*", "kms:*"}),
	_names_other_than_root(statement),
])

_names_other_than_root(statement) := "yes" if {
	some principal in statement.principals
	_is_other_than_root(principal)
} else := "yes" if {
	count(statement.not_principals) > 0
} else := account.names_hidden(statement)

_is_other_than_root(principal) if {
	is_string(principal.id)
	not account.is_whole(principal.id)
}

_is_other_than_root(principal) if principal.is_arn

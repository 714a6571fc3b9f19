# METADATA
# title: Foreign accounts on a topic are on the allow-list
# description: |
#   Whoever may publish or subscribe from another account does so out of sight of this one. The deployment's own account and
#   parameters.allowed_accounts are on the list.
# custom:
#   id: SNS-004
#   severity: medium
#   level: warn
#   unknown: warn
#   standards: [CKV_AWS_385]
#   remediation: "Remove the principal, or add its account to allowed_accounts."
package rules.sns.foreign_account

import data.lib.account
import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in document.changed({"aws_sns_topic", "aws_sns_topic_policy"})
	wrong := answer.any_of([_lets_in(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, $"lets account {account.foreign_in(policy)} in")
	finding := result.finding(metadata, policy.resource, wrong, found, "accounts in the parameter allowed_accounts")
}

_lets_in(statement) := answer.all_of([document.allows(statement), account.names_foreign(statement)])

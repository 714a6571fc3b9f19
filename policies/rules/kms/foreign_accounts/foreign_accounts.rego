# METADATA
# title: Foreign accounts on a key are on the allow-list
# description: |
#   Another account on a key can read what the key protects, by permissions that only the other account sees.
# custom:
#   id: KMS-010
#   severity: high
#   level: warn
#   unknown: warn
#   standards: []
#   remediation: Take the account out of policy, or add it to the parameter allowed_accounts.
package rules.kms.foreign_accounts

import data.lib.account
import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in document.changed({"aws_kms_external_key", "aws_kms_key", "aws_kms_key_policy", "aws_kms_replica_key"})
	wrong := answer.any_of([_lets_stranger_in(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, $"lets account {account.foreign_in(policy)} in")
	finding := result.finding(metadata, policy.resource, wrong, found, "accounts in the parameter allowed_accounts")
}

_lets_stranger_in(statement) := answer.all_of([document.allows(statement), account.names_foreign(statement)])

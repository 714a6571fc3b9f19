# METADATA
# title: Another account cannot be a log or replication target without approval
# description: |
#   A copy in another account is out of reach of your own policies: who reads it there, and when it is deleted, is decided there.
# custom:
#   id: S3-040
#   severity: high
#   level: warn
#   unknown: warn
#   standards: []
#   remediation: "Replicate to your own accounts, or add the account to the parameter allowed_accounts."
package rules.s3.foreign_replica

import data.lib.account
import data.lib.attribute
import data.lib.parameters
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some replication in plan.changed("aws_s3_bucket_replication_configuration")
	some rule in attribute.blocks(replication, "rule")
	some destination in attribute.blocks(rule, "destination")
	target := attribute.of(destination, "account")
	finding := result.finding(metadata, destination, _is_foreign(target), target, "an allowed account")
}

_is_foreign(target) := "yes" if {
	account.is_foreign(target.value)
} else := "no" if {
	count(parameters.accounts) == 0
} else := attribute.is(target, set())

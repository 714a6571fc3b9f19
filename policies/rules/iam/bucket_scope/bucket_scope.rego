# METADATA
# title: S3 permissions are scoped to buckets
# description: |
#   With all reads or writes on all buckets, logs, state files and backups are within reach of whoever needed one bucket.
# custom:
#   id: IAM-039
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: [AVD-AWS-0345]
#   remediation: Set Resource to the ARNs of the buckets and of their objects.
package rules.iam.bucket_scope

import data.lib.answer
import data.lib.document
import data.lib.iam
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in iam.everywhere
	wrong := answer.any_of([_reaches_every_bucket(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, "allows S3 wildcards on every bucket")
	finding := result.finding(metadata, policy.resource, wrong, found, "the ARNs of buckets and objects")
}

_reaches_every_bucket(statement) := answer.all_of([
	statement.reach,
	document.has_action(statement, {"s3:*", "s3:delete*", "s3:get*", "s3:put*"}),
])

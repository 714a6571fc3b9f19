# METADATA
# title: Bucket policy does not allow every S3 action
# description: |
#   Every action includes those that open, empty and delete the bucket, and those that AWS adds later.
# custom:
#   id: S3-021
#   severity: high
#   level: deny
#   unknown: warn
#   standards: []
#   remediation: List the actions that the caller needs in place of *.
package rules.s3.every_action

import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in document.changed({"aws_s3_bucket", "aws_s3_bucket_policy"})
	wrong := answer.any_of([document.allows_every_action(statement, "s3") | some statement in policy.statements])
	found := document.found(policy, wrong, "allows every S3 action")
	finding := result.finding(metadata, policy.resource, wrong, found, "the actions that are needed")
}

# METADATA
# title: Bucket policy cannot lock out all administrators
# description: |
#   A Deny of everything for everyone also holds for those who could take it back; then only the root user of the account can.
# custom:
#   id: S3-038
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: [CKV_AWS_93]
#   remediation: "Add a condition to the Deny statement, or exempt the break-glass role with NotPrincipal or aws:PrincipalArn."
package rules.s3.lockout

import data.lib.answer
import data.lib.document
import data.lib.iam
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in document.changed({"aws_s3_bucket", "aws_s3_bucket_policy"})
	wrong := answer.any_of([_locks_out(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, "denies everything to everyone without a condition")
	finding := result.finding(metadata, policy.resource, wrong, found, "a condition or an exempt role")
}

_locks_out(statement) := answer.all_of([
	document.denies(statement),
	document.names_everyone(statement),
	answer.to(count(statement.not_principals) == 0),
	document.has_action(statement, {"*", "s3:*"}),
	iam.is_unconditional(statement),
])

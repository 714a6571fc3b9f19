# METADATA
# title: Bucket policy does not allow everyone
# description: |
#   An Allow for everyone needs a condition on the account, organisation, VPC, VPC endpoint or address that may come in.
# custom:
#   id: S3-019
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:S3.2", CKV_AWS_70, CKV_AWS_283]
#   remediation: "Name the principals, or narrow the statement with a condition such as aws:PrincipalOrgID."
package rules.s3.public_policy

import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

_types := {"aws_s3_bucket", "aws_s3_bucket_policy", "aws_s3control_access_point_policy"}

_limits := {
	"aws:principalaccount",
	"aws:principalorgid",
	"aws:principalorgpaths",
	"aws:sourceaccount",
	"aws:sourcearn",
	"aws:sourceip",
	"aws:sourceorgid",
	"aws:sourceorgpaths",
	"aws:sourcevpc",
	"aws:sourcevpce",
	"aws:vpcsourceip",
	"s3:dataaccesspointaccount",
}

deny contains finding if {
	some policy in document.changed(_types)
	wrong := answer.any_of([document.is_open(statement, _limits) | some statement in policy.statements])
	found := document.found(policy, wrong, "lets everyone in")
	finding := result.finding(metadata, policy.resource, wrong, found, "named principals or a limiting condition")
}

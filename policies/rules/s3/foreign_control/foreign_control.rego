# METADATA
# title: Other accounts get no control actions on a bucket
# description: |
#   Who may change a bucket's policy, ACLs or encryption owns the bucket. That should not be another account.
# custom:
#   id: S3-020
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:S3.6"]
#   remediation: Allow principals of other accounts to read and write objects only.
package rules.s3.foreign_control

import data.lib.account
import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

_control := [
	"s3:deletebucketpolicy",
	"s3:putbucketacl",
	"s3:putbucketpolicy",
	"s3:putencryptionconfiguration",
	"s3:putobjectacl",
]

deny contains finding if {
	some policy in document.changed("aws_s3_bucket_policy")
	wrong := answer.any_of([_gives_control(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, "lets another account control the bucket")
	finding := result.finding(metadata, policy.resource, wrong, found, "object reads and writes at most")
}

_gives_control(statement) := answer.all_of([
	document.allows(statement),
	account.names_foreign(statement),
	answer.any_of([document.covers_action(statement, action) | some action in _control]),
])

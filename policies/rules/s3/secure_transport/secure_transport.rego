# METADATA
# title: Bucket policy refuses plain HTTP
# description: |
#   Looks for a Deny statement for s3:* and everyone on aws:SecureTransport = false, in the bucket itself and in its linked policies.
# custom:
#   id: S3-018
#   severity: high
#   level: deny
#   unknown: warn
#   standards: ["FSBP:S3.5", "CIS:2.1.1", CKV_AWS_379]
#   remediation: "Add a statement to the bucket policy that denies s3:* to everyone while aws:SecureTransport is false, for the bucket and its objects."
package rules.s3.secure_transport

import data.lib.answer
import data.lib.document
import data.lib.plan
import data.lib.result
import data.lib.s3

metadata := rego.metadata.chain()

deny contains finding if {
	some bucket in plan.changed("aws_s3_bucket")
	wrong := answer.opposite(s3.has(bucket, "aws_s3_bucket_policy", _answers(bucket)))
	finding := result.finding(
		metadata, bucket, wrong,
		_found[wrong],
		"a Deny of s3:* for everyone while aws:SecureTransport is false",
	)
}

_found := {"yes": "no policy of the bucket refuses plain HTTP", "unknown": "the bucket's policy is known only after apply"}

_answers(bucket) := [refused |
	some policy in s3.policies(bucket)
	some statement in policy.statements
	refused := _refuses_all_http(statement)
]

_refuses_all_http(statement) := answer.all_of([
	document.refuses_http(statement),
	document.names_everyone(statement),
	document.covers_action(statement, "s3:*"),
])

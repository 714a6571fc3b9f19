# METADATA
# title: S3 bucket keys are on when KMS encryption is used
# description: |
#   Without a bucket key each object asks KMS for a key of its own: more cost, and a request quota that other services share.
# custom:
#   id: S3-003
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set bucket_key_enabled = true.
package rules.s3.bucket_key

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some encryption in plan.changed("aws_s3_bucket_server_side_encryption_configuration")
	some rule in attribute.blocks(encryption, "rule")
	algorithm := attribute.inside(rule, "apply_server_side_encryption_by_default", "sse_algorithm")
	switch := attribute.of(rule, "bucket_key_enabled")
	wrong := answer.all_of([attribute.is(algorithm, {"aws:kms"}), answer.opposite(attribute.is(switch, {true}))])
	finding := result.finding(metadata, rule, wrong, switch, "true")
}

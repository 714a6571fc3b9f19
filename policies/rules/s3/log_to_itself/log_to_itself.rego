# METADATA
# title: Access logs go to a different bucket
# description: |
#   A bucket that logs into itself writes a log entry about every log entry, and whoever can delete its objects deletes the traces as well.
# custom:
#   id: S3-017
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set target_bucket to a bucket that holds nothing but logs.
package rules.s3.log_to_itself

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some logging in plan.changed("aws_s3_bucket_logging")
	wrong := answer.any_of([_has_same_name(logging), _has_same_bucket(logging)])
	finding := result.finding(metadata, logging, wrong, "`target_bucket` is the bucket itself", "another bucket")
}

_has_same_name(logging) := attribute.is(attribute.of(logging, "target_bucket"), {attribute.of(logging, "bucket").value} - {null})

_has_same_bucket(logging) := answer.to(count([bucket |
	some bucket in link.subjects(logging, "bucket")
	some target in link.subjects(logging, "target_bucket")
	target.address == bucket.address
]) > 0)

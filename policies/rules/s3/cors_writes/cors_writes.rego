# METADATA
# title: CORS does not accept every origin for writes
# description: |
#   With every origin allowed, any page on the web can write through the browser of somebody who is signed in.
# custom:
#   id: S3-028
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: List the origins that write in allowed_origins in place of *.
package rules.s3.cors_writes

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result
import data.lib.s3

metadata := rego.metadata.chain()

deny contains finding if {
	some resource in plan.changed({"aws_s3_bucket", "aws_s3_bucket_cors_configuration"})
	some rule in s3.own_blocks(resource, "cors_rule")
	origins := attribute.of(rule, "allowed_origins")
	wrong := answer.all_of([
		attribute.holds(origins, {"*"}),
		attribute.holds(attribute.of(rule, "allowed_methods"), {"PUT", "POST", "DELETE"}),
	])
	finding := result.finding(metadata, rule, wrong, origins, "the exact origins where methods write")
}

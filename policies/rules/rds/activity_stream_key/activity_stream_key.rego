# METADATA
# title: Activity streams use a customer managed key
# description: |
#   The stream shows every statement with its data, and whoever may use its key reads it. The key of AWS cannot be restricted.
# custom:
#   id: RDS-038
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_246]
#   remediation: Set kms_key_id to the ARN of your own key.
package rules.rds.activity_stream_key

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some stream in plan.changed("aws_rds_cluster_activity_stream")
	key := attribute.of(stream, "kms_key_id")
	finding := result.finding(metadata, stream, attribute.ends_with(key, "alias/aws/rds"), key, "your own key")
}

# METADATA
# title: Log groups use a customer managed key
# description: |
#   With a key of your own its policy decides who reads the logs, and taking the key away takes the logs out of reach.
# custom:
#   id: CW-003
#   severity: low
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_158, AVD-AWS-0017]
#   remediation: Set kms_key_id to the ARN of a key that the CloudWatch Logs service may use.
package rules.cloudwatch.log_group_key

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some group in plan.changed("aws_cloudwatch_log_group")
	key := attribute.of(group, "kms_key_id")
	finding := result.finding(metadata, group, answer.opposite(attribute.is_set(key)), key, "a key of your own")
}

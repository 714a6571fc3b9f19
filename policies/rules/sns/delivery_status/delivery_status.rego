# METADATA
# title: Delivery status is logged
# description: |
#   Without a feedback role, a delivery that fails leaves no line in any log.
# custom:
#   id: SNS-007
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["SH:SNS.2"]
#   remediation: "Set the failure feedback role of the protocols in use, such as sqs_failure_feedback_role_arn."
package rules.sns.delivery_status

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

_protocols := ["application", "firehose", "http", "lambda", "sqs"]

deny contains finding if {
	some topic in plan.changed("aws_sns_topic")
	roles := [attribute.of(topic, $"{protocol}_failure_feedback_role_arn") | some protocol in _protocols]
	wrong := answer.opposite(answer.any_of([attribute.is_set(role) | some role in roles]))
	finding := result.finding(metadata, topic, wrong, "no failure feedback role is set", "one for each protocol in use")
}

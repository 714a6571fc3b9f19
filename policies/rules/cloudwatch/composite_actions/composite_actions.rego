# METADATA
# title: Composite alarms notify someone
# description: |
#   The alarms in a composite one are silent on purpose. If it has no action either, nobody is told at all.
# custom:
#   id: CW-010
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["SH:CloudWatch.15"]
#   remediation: "Set alarm_actions, such as to the ARN of an SNS topic."
package rules.cloudwatch.composite_actions

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some alarm in plan.changed("aws_cloudwatch_composite_alarm")
	actions := attribute.of(alarm, "alarm_actions")
	finding := result.finding(metadata, alarm, answer.opposite(attribute.is_set(actions)), actions, "somebody to notify")
}

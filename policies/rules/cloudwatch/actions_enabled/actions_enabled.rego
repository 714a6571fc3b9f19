# METADATA
# title: Alarm actions are on
# description: |
#   actions_enabled = false silences the alarm: it looks configured and tells nobody.
# custom:
#   id: CW-005
#   severity: medium
#   level: deny
#   unknown: treat_as_violation
#   standards: ["SH:CloudWatch.17", CKV_AWS_319]
#   remediation: "Remove actions_enabled, or set it to true."
package rules.cloudwatch.actions_enabled

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some alarm in plan.changed({"aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"})
	enabled := attribute.of(alarm, "actions_enabled")
	finding := result.finding(metadata, alarm, attribute.is(enabled, {false}), enabled, "true")
}

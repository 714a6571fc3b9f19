# METADATA
# title: Alarms notify someone
# description: |
#   An alarm without an action changes colour on a page that nobody looks at. One that is part of a composite alarm leaves the
#   telling to that.
# custom:
#   id: CW-004
#   severity: medium
#   level: deny
#   unknown: skip
#   standards: ["SH:CloudWatch.15"]
#   remediation: "Set alarm_actions, such as to the ARN of an SNS topic, or name the alarm in a composite alarm."
package rules.cloudwatch.alarm_actions

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some alarm in plan.changed("aws_cloudwatch_metric_alarm")
	actions := attribute.of(alarm, "alarm_actions")
	wrong := answer.all_of([
		answer.opposite(attribute.is_set(actions)),
		link.missing(alarm, "aws_cloudwatch_composite_alarm", "alarm_rule"),
		answer.opposite(answer.to(attribute.of(alarm, "alarm_name").value in _parts)),
	])
	finding := result.finding(metadata, alarm, wrong, actions, "somebody to notify")
}

# The names in the rules of composite alarms, such as x in ALARM("x") and in OK(arn:aws:cloudwatch:…:alarm:x).
_parts contains match[1] if {
	some composite in plan.resources("aws_cloudwatch_composite_alarm")
	rule := attribute.of(composite, "alarm_rule")
	rule.state == "known"
	some match in regex.find_all_string_submatch_n(_part, rule.value, -1)
}

_part := `(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*"?(?:arn:[^")]*:alarm:)?([^")]+?)"?\s*\)`

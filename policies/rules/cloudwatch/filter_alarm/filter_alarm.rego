# METADATA
# title: Metric filters have an alarm
# description: |
#   A filter only counts. Without an alarm on its metric nobody learns that the count has changed.
# custom:
#   id: CW-008
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Add an aws_cloudwatch_metric_alarm with the metric_name and namespace of the filter.
package rules.cloudwatch.filter_alarm

import data.lib.alarm
import data.lib.answer
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some filter in plan.changed("aws_cloudwatch_log_metric_filter")
	wrong := answer.opposite(alarm.watches(filter))
	found := "no alarm in the plan has the metric of this filter"
	finding := result.finding(metadata, filter, wrong, found, "an aws_cloudwatch_metric_alarm on it")
}

# METADATA
# title: Alarms state how to treat missing data
# description: |
#   When the metric stops, an alarm with the default neither fires nor clears. Whether silence is good or bad is for its author to say.
# custom:
#   id: CW-009
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Set treat_missing_data to breaching or notBreaching."
package rules.cloudwatch.missing_data

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some alarm in plan.changed("aws_cloudwatch_metric_alarm")
	treatment := attribute.of(alarm, "treat_missing_data")
	wrong := attribute.is(treatment, {"missing", null})
	finding := result.finding(metadata, alarm, wrong, treatment, "breaching or notBreaching")
}

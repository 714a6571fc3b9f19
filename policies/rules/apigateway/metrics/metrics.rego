# METADATA
# title: Stages publish metrics
# description: |
#   Alarms on errors and latency of single methods need these metrics; without them only the sum over the whole stage is
#   seen.
# custom:
#   id: API-028
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set metrics_enabled = true.
package rules.apigateway.metrics

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some settings in plan.changed("aws_api_gateway_method_settings")
	metrics := attribute.inside(settings, "settings", "metrics_enabled")
	wrong := answer.opposite(attribute.is(metrics, {true}))
	finding := result.finding(metadata, settings, wrong, metrics, "true")
}

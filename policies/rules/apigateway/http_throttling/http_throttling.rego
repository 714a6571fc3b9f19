# METADATA
# title: HTTP API stages are throttled
# description: |
#   Without limits of its own one stage can use up the requests per second that all APIs of the account share.
# custom:
#   id: API-024
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set throttling_rate_limit and throttling_burst_limit in default_route_settings.
package rules.apigateway.http_throttling

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some stage in plan.changed("aws_apigatewayv2_stage")
	wrong := answer.any_of([attribute.is(attribute.inside(stage, "default_route_settings", name), {0, null}) |
		some name in ["throttling_burst_limit", "throttling_rate_limit"]
	])
	found := "`default_route_settings` lacks a throttling limit"
	finding := result.finding(metadata, stage, wrong, found, "throttling_rate_limit and throttling_burst_limit")
}

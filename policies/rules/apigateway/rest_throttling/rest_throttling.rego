# METADATA
# title: REST stages are throttled
# description: |
#   Without a limit of its own one API can use up the requests per second that all APIs of the account share.
# custom:
#   id: API-016
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Set throttling_rate_limit and throttling_burst_limit, or cover the stage with an aws_api_gateway_usage_plan that has throttle_settings."
package rules.apigateway.rest_throttling

import data.lib.answer
import data.lib.apigateway
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some settings in plan.changed("aws_api_gateway_method_settings")
	rate := attribute.inside(settings, "settings", "throttling_rate_limit")
	wrong := answer.all_of([
		_is_unlimited(rate),
		_is_unlimited(attribute.inside(settings, "settings", "throttling_burst_limit")),
		answer.opposite(_is_planned(settings)),
	])
	finding := result.finding(metadata, settings, wrong, rate, "a limit here or in a usage plan of the stage")
}

_is_unlimited(limit) := attribute.is(limit, {-1, null})

_is_planned(settings) := answer.any_of([answer.all_of([near.is_same, covers]) |
	some near in apigateway.of_same_api(settings, "aws_api_gateway_usage_plan")
	count(attribute.blocks(near.resource, "throttle_settings")) > 0
	some stage in attribute.blocks(near.resource, "api_stages")
	covers := apigateway.is_same_text(attribute.of(settings, "stage_name"), attribute.of(stage, "stage"))
])

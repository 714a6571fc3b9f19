# METADATA
# title: "Golden template: stage with logs, throttling and tracing"
# description: |
#   A stage takes requests from the day it is made; then it has to tell who called, and to hold back who calls too often.
# custom:
#   id: COM-067
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["FSBP:APIGateway.9", "FSBP:APIGateway.3"]
#   remediation: "Use the approved API module, or set access_log_settings, a throttling limit and, for REST, xray_tracing_enabled."
package rules.common.golden_stage

import data.lib.answer
import data.lib.apigateway
import data.lib.attribute
import data.lib.golden
import data.lib.plan

metadata := rego.metadata.chain()

deny contains finding if {
	some stage in plan.created("aws_apigatewayv2_stage")
	some finding in golden.lacking(metadata, stage, {
		"access logs": golden.part(_has_logs(stage), "Add access_log_settings with destination_arn.", ["API-001", "API-003"]),
		"throttling": golden.part(
			attribute.is_set(attribute.inside(stage, "default_route_settings", "throttling_rate_limit")),
			"Add default_route_settings with throttling_rate_limit.", ["API-024"],
		),
	})
}

deny contains finding if {
	some stage in plan.created("aws_api_gateway_stage")
	some finding in golden.lacking(metadata, stage, {
		"access logs": golden.part(_has_logs(stage), "Add access_log_settings with destination_arn.", ["API-001", "API-003"]),
		"throttling": golden.part(
			answer.any_of([_is_throttled(stage, near) | some near in apigateway.of_same_api(stage, "aws_api_gateway_method_settings")]),
			"Add an aws_api_gateway_method_settings of this stage with throttling_rate_limit.", ["API-016"],
		),
		"tracing": golden.part(attribute.is(attribute.of(stage, "xray_tracing_enabled"), {true}), "Set xray_tracing_enabled = true.", ["API-004"]),
	})
}

_has_logs(stage) := attribute.is_set(attribute.inside(stage, "access_log_settings", "destination_arn"))

_is_throttled(stage, near) := answer.all_of([
	near.is_same,
	apigateway.is_same_text(attribute.of(stage, "stage_name"), attribute.of(near.resource, "stage_name")),
	answer.opposite(attribute.is(attribute.inside(near.resource, "settings", "throttling_rate_limit"), {-1, null})),
])

package rules.apigateway.http_throttling_test

import data.lib.cases_test as cases
import data.rules.apigateway.http_throttling as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_apigatewayv2_stage"}, "stage_") with input as data.plans.apigateway_http
}

test_deny_nothing if outcome.deny == set()

test_warn_limit_missing if outcome.warn == {
	"aws_apigatewayv2_stage.stage_bare",
	"aws_apigatewayv2_stage.stage_foreign",
	"aws_apigatewayv2_stage.stage_rate_only",
	"aws_apigatewayv2_stage.stage_socket",
	"aws_apigatewayv2_stage.stage_socket_error",
	"aws_apigatewayv2_stage.stage_socket_off",
	"aws_apigatewayv2_stage.stage_socket_traced",
	"aws_apigatewayv2_stage.stage_socket_unknown",
}

test_allow_limited_unknown_or_deleted if outcome.allow == {
	"aws_apigatewayv2_stage.stage_delete",
	"aws_apigatewayv2_stage.stage_full",
	"aws_apigatewayv2_stage.stage_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_apigatewayv2_stage.stage_rate_only") == {"`default_route_settings` lacks a throttling limit; expected throttling_rate_limit and throttling_burst_limit."} with input as data.plans.apigateway_http
}

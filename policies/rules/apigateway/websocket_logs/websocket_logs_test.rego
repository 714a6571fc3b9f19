package rules.apigateway.websocket_logs_test

import data.lib.cases_test as cases
import data.rules.apigateway.websocket_logs as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_apigatewayv2_stage"}, "stage_") with input as data.plans.apigateway_http
}

test_deny_nothing if outcome.deny == set()

test_warn_silent_websocket if outcome.warn == {
	"aws_apigatewayv2_stage.stage_socket",
	"aws_apigatewayv2_stage.stage_socket_off",
}

test_allow_logged_http_unknown_or_deleted if outcome.allow == {
	"aws_apigatewayv2_stage.stage_bare",
	"aws_apigatewayv2_stage.stage_delete",
	"aws_apigatewayv2_stage.stage_foreign",
	"aws_apigatewayv2_stage.stage_full",
	"aws_apigatewayv2_stage.stage_rate_only",
	"aws_apigatewayv2_stage.stage_socket_error",
	"aws_apigatewayv2_stage.stage_socket_traced",
	"aws_apigatewayv2_stage.stage_socket_unknown",
	"aws_apigatewayv2_stage.stage_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_apigatewayv2_stage.stage_socket_off") == {"`default_route_settings.logging_level` is \"OFF\"; expected ERROR or INFO."} with input as data.plans.apigateway_http
}

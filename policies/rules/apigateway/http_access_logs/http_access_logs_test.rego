package rules.apigateway.http_access_logs_test

import data.lib.cases_test as cases
import data.rules.apigateway.http_access_logs as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_apigatewayv2_stage"}, "stage_") with input as data.plans.apigateway_http
}

test_deny_no_access_log if outcome.deny == {
	"aws_apigatewayv2_stage.stage_bare",
	"aws_apigatewayv2_stage.stage_foreign",
	"aws_apigatewayv2_stage.stage_rate_only",
	"aws_apigatewayv2_stage.stage_socket",
	"aws_apigatewayv2_stage.stage_socket_error",
	"aws_apigatewayv2_stage.stage_socket_off",
	"aws_apigatewayv2_stage.stage_socket_traced",
	"aws_apigatewayv2_stage.stage_socket_unknown",
}

test_warn_nothing if outcome.warn == set()

test_allow_logged_unknown_or_deleted if outcome.allow == {
	"aws_apigatewayv2_stage.stage_delete",
	"aws_apigatewayv2_stage.stage_full",
	"aws_apigatewayv2_stage.stage_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_apigatewayv2_stage.stage_bare") == {"`access_log_settings` is not set; expected a log group and a format in it."} with input as data.plans.apigateway_http
}

package rules.apigateway.body_logging_test

import data.lib.cases_test as cases
import data.rules.apigateway.body_logging as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_method_settings"}, "settings_") with input as data.plans.apigateway_stages
}

test_deny_bodies if outcome.deny == {
	"aws_api_gateway_method_settings.settings_bad",
}

test_warn_nothing if outcome.warn == set()

test_allow_off_unset_unknown_or_deleted if outcome.allow == {
	"aws_api_gateway_method_settings.settings_bare",
	"aws_api_gateway_method_settings.settings_caching",
	"aws_api_gateway_method_settings.settings_delete",
	"aws_api_gateway_method_settings.settings_plan",
	"aws_api_gateway_method_settings.settings_plan_other_api",
	"aws_api_gateway_method_settings.settings_plan_unknown",
	"aws_api_gateway_method_settings.settings_plan_without",
	"aws_api_gateway_method_settings.settings_safe",
	"aws_api_gateway_method_settings.settings_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_method_settings.settings_bad") == {"`settings.data_trace_enabled` is true; expected false."} with input as data.plans.apigateway_stages
}

test_http_and_websocket_stages if {
	cases.outcome(rule.deny, {"aws_apigatewayv2_stage"}, "stage_").deny == {
		"aws_apigatewayv2_stage.stage_socket_error",
		"aws_apigatewayv2_stage.stage_socket_traced",
	} with input as data.plans.apigateway_http
}

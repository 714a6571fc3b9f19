package rules.apigateway.rest_throttling_test

import data.lib.cases_test as cases
import data.rules.apigateway.rest_throttling as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_method_settings"}, "settings_") with input as data.plans.apigateway_stages
}

test_deny_nothing if outcome.deny == set()

test_warn_no_limit_anywhere if outcome.warn == {
	"aws_api_gateway_method_settings.settings_bad",
	"aws_api_gateway_method_settings.settings_bare",
	"aws_api_gateway_method_settings.settings_plan_other_api",
	"aws_api_gateway_method_settings.settings_plan_without",
}

test_allow_limited_planned_unknown_or_deleted if outcome.allow == {
	"aws_api_gateway_method_settings.settings_caching",
	"aws_api_gateway_method_settings.settings_delete",
	"aws_api_gateway_method_settings.settings_plan",
	"aws_api_gateway_method_settings.settings_plan_unknown",
	"aws_api_gateway_method_settings.settings_safe",
	"aws_api_gateway_method_settings.settings_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_method_settings.settings_bare") == {"`settings.throttling_rate_limit` is -1; expected a limit here or in a usage plan of the stage."} with input as data.plans.apigateway_stages
}

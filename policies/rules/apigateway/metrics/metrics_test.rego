package rules.apigateway.metrics_test

import data.lib.cases_test as cases
import data.rules.apigateway.metrics as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_method_settings"}, "settings_") with input as data.plans.apigateway_stages
}

test_deny_nothing if outcome.deny == set()

test_warn_off_or_unset if outcome.warn == {
	"aws_api_gateway_method_settings.settings_bad",
	"aws_api_gateway_method_settings.settings_bare",
	"aws_api_gateway_method_settings.settings_caching",
	"aws_api_gateway_method_settings.settings_plan",
	"aws_api_gateway_method_settings.settings_plan_other_api",
	"aws_api_gateway_method_settings.settings_plan_unknown",
	"aws_api_gateway_method_settings.settings_plan_without",
}

test_allow_metrics_unknown_or_deleted if outcome.allow == {
	"aws_api_gateway_method_settings.settings_delete",
	"aws_api_gateway_method_settings.settings_safe",
	"aws_api_gateway_method_settings.settings_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_method_settings.settings_bad") == {"`settings.metrics_enabled` is false; expected true."} with input as data.plans.apigateway_stages
}

package rules.apigateway.cache_encryption_test

import data.lib.cases_test as cases
import data.rules.apigateway.cache_encryption as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_method_settings"}, "settings_") with input as data.plans.apigateway_stages
}

test_deny_plain_cache if outcome.deny == {
	"aws_api_gateway_method_settings.settings_bad",
	"aws_api_gateway_method_settings.settings_caching",
}

test_warn_unknown if outcome.warn == {
	"aws_api_gateway_method_settings.settings_unknown",
}

test_allow_encrypted_uncached_or_deleted if outcome.allow == {
	"aws_api_gateway_method_settings.settings_bare",
	"aws_api_gateway_method_settings.settings_delete",
	"aws_api_gateway_method_settings.settings_plan",
	"aws_api_gateway_method_settings.settings_plan_other_api",
	"aws_api_gateway_method_settings.settings_plan_unknown",
	"aws_api_gateway_method_settings.settings_plan_without",
	"aws_api_gateway_method_settings.settings_safe",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_method_settings.settings_bad") == {"`settings.cache_data_encrypted` is false; expected true where caching is on."} with input as data.plans.apigateway_stages
}

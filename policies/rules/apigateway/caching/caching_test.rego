package rules.apigateway.caching_test

import data.lib.cases_test as cases
import data.rules.apigateway.caching as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_stage"}, "stage_") with input as data.plans.apigateway_stages
		with data.parameters as {"opt_in_rules": ["API-019"]}
}

test_deny_nothing if outcome.deny == set()

test_warn_off_or_unset if outcome.warn == {
	"aws_api_gateway_stage.stage_bare",
	"aws_api_gateway_stage.stage_off",
	"module.stage_module[\"open\"].aws_api_gateway_stage.this",
	"module.stage_module[\"safe\"].aws_api_gateway_stage.this",
}

test_allow_cached_or_unknown if outcome.allow == {
	"aws_api_gateway_stage.stage_full",
	"aws_api_gateway_stage.stage_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_stage.stage_bare") == {"`cache_cluster_enabled` is not set; expected true."} with input as data.plans.apigateway_stages
		with data.parameters as {"opt_in_rules": ["API-019"]}
}

test_allow_everything_by_default if {
	rule.deny == set() with input as data.plans.apigateway_stages
}

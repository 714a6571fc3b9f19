package rules.apigateway.key_usage_plan_test

import data.lib.cases_test as cases
import data.rules.apigateway.key_usage_plan as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_api_key"}, "key_") with input as data.plans.apigateway_rest
}

test_deny_nothing if outcome.deny == set()

test_warn_no_usage_plan if outcome.warn == {
	"aws_api_gateway_api_key.key_alone",
}

test_allow_planned_or_deleted if outcome.allow == {
	"aws_api_gateway_api_key.key_delete",
	"aws_api_gateway_api_key.key_planned",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_api_key.key_alone") == {"no aws_api_gateway_usage_plan_key in the plan names this aws_api_gateway_api_key in `key_id`; expected one."} with input as data.plans.apigateway_rest
}

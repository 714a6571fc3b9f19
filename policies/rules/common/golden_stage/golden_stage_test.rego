package rules.common.golden_stage_test

import data.lib.cases_test as cases
import data.rules.common.golden_stage as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_stage", "aws_apigatewayv2_stage"}, "stage_") with input as data.plans.common_golden
}

test_deny_nothing if outcome.deny == set()

test_warn_lacking if outcome.warn == {
	"aws_api_gateway_stage.stage_bare",
	"aws_apigatewayv2_stage.stage_http_bare",
}

test_allow_whole_or_unknown if outcome.allow == {
	"aws_api_gateway_stage.stage_whole",
	"aws_apigatewayv2_stage.stage_http",
	"aws_apigatewayv2_stage.stage_http_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_stage.stage_bare") == {
		"access logs: missing; expected every part of the golden template.",
		"throttling: missing; expected every part of the golden template.",
		"tracing: missing; expected every part of the golden template.",
	} with input as data.plans.common_golden
	cases.messages(rule.deny, "aws_apigatewayv2_stage.stage_http_bare") == {
		"access logs: missing; expected every part of the golden template.",
		"throttling: missing; expected every part of the golden template.",
	} with input as data.plans.common_golden
}

package rules.apigateway.rest_execution_logs_test

import data.lib.cases_test as cases
import data.rules.apigateway.rest_execution_logs as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_stage"}, "logs_") with input as data.plans.apigateway_stages
}

test_deny_nothing if outcome.deny == set()

test_warn_nothing_logged_for_every_method if outcome.warn == {
	"aws_api_gateway_stage.logs_foreign_none",
	"aws_api_gateway_stage.logs_none",
	"aws_api_gateway_stage.logs_off",
	"aws_api_gateway_stage.logs_one_path",
	"aws_api_gateway_stage.logs_other_api",
	"aws_api_gateway_stage.logs_unset",
}

test_allow_logged_or_unknown if outcome.allow == {
	"aws_api_gateway_stage.logs_error",
	"aws_api_gateway_stage.logs_foreign",
	"aws_api_gateway_stage.logs_same_name",
	"aws_api_gateway_stage.logs_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_stage.logs_off") == {"no aws_api_gateway_method_settings on */* of this stage logs executions; expected logging_level ERROR or INFO."} with input as data.plans.apigateway_stages
}

test_allow_deleted_or_left_alone if {
	cases.outcome(rule.deny, {"aws_api_gateway_stage"}, "existing_").allow == {
		"aws_api_gateway_stage.existing_delete",
		"aws_api_gateway_stage.existing_no_op",
	} with input as data.plans.apigateway_stages
}

test_inside_a_module if {
	cases.outcome(rule.deny, {"aws_api_gateway_stage"}, "module.stage_") == {
		"deny": set(),
		"warn": {"module.stage_module[\"open\"].aws_api_gateway_stage.this"},
		"allow": {"module.stage_module[\"safe\"].aws_api_gateway_stage.this"},
	} with input as data.plans.apigateway_stages
}

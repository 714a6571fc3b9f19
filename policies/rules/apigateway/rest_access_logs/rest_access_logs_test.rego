package rules.apigateway.rest_access_logs_test

import data.lib.cases_test as cases
import data.rules.apigateway.rest_access_logs as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_stage"}, "stage_") with input as data.plans.apigateway_stages
}

test_deny_no_access_log if outcome.deny == {
	"aws_api_gateway_stage.stage_bare",
	"aws_api_gateway_stage.stage_off",
	"module.stage_module[\"open\"].aws_api_gateway_stage.this",
	"module.stage_module[\"safe\"].aws_api_gateway_stage.this",
}

test_warn_nothing if outcome.warn == set()

test_allow_logged_or_unknown if outcome.allow == {
	"aws_api_gateway_stage.stage_full",
	"aws_api_gateway_stage.stage_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_stage.stage_bare") == {"`access_log_settings` is not set; expected a log group and a format in it."} with input as data.plans.apigateway_stages
}

test_allow_deleted_or_left_alone if {
	cases.outcome(rule.deny, {"aws_api_gateway_stage"}, "existing_").allow == {
		"aws_api_gateway_stage.existing_delete",
		"aws_api_gateway_stage.existing_no_op",
	} with input as data.plans.apigateway_stages
}

package rules.dynamodb.capacity_scales_test

import data.lib.cases_test as cases
import data.rules.dynamodb.capacity_scales as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_dynamodb_table"}, "demand_") with input as data.plans.dynamodb
}

test_deny_nothing if outcome.deny == set()

test_warn_fixed_in_one_direction_or_both if outcome.warn == {
	"aws_dynamodb_table.demand_fixed",
	"aws_dynamodb_table.demand_half",
	"aws_dynamodb_table.demand_unset",
}

test_allow_on_request_scaled_or_unknown if outcome.allow == {
	"aws_dynamodb_table.demand_later",
	"aws_dynamodb_table.demand_literal",
	"aws_dynamodb_table.demand_on_request",
	"aws_dynamodb_table.demand_scaled",
	"aws_dynamodb_table.demand_unnamed",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_dynamodb_table.demand_half") == {"`billing_mode` is \"PROVISIONED\"; expected PAY_PER_REQUEST, or autoscaling targets for reads and writes."} with input as data.plans.dynamodb
}

test_allow_deleted_or_left_alone if {
	cases.outcome(rule.deny, {"aws_dynamodb_table"}, "existing_").allow == {
		"aws_dynamodb_table.existing_delete",
		"aws_dynamodb_table.existing_no_op",
	} with input as data.plans.dynamodb
}

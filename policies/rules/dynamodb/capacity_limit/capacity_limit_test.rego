package rules.dynamodb.capacity_limit_test

import data.lib.cases_test as cases
import data.rules.dynamodb.capacity_limit as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_dynamodb_table"}, "capacity_") with input as data.plans.dynamodb
		with data.parameters as {"dynamodb_capacity_limit": 100}
}

test_deny_nothing if outcome.deny == set()

test_warn_more_than_the_limit if outcome.warn == {
	"aws_dynamodb_table.capacity_read",
	"aws_dynamodb_table.capacity_write",
}

test_allow_small_on_request_or_unknown if outcome.allow == {
	"aws_dynamodb_table.capacity_on_request",
	"aws_dynamodb_table.capacity_small",
	"aws_dynamodb_table.capacity_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_dynamodb_table.capacity_read") == {"`read_capacity` is 500; expected at most 100."} with input as data.plans.dynamodb
		with data.parameters as {"dynamodb_capacity_limit": 100}
}

test_allow_everything_by_default if {
	rule.deny == set() with input as data.plans.dynamodb
}

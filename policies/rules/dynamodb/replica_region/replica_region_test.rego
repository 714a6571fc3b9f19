package rules.dynamodb.replica_region_test

import data.lib.cases_test as cases
import data.rules.dynamodb.replica_region as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_dynamodb_table"}, "replica_") with input as data.plans.dynamodb
		with data.parameters as {"allowed_regions": ["us-east-1", "us-west-2"]}
}

test_deny_other_region if outcome.deny == {
	"aws_dynamodb_table.replica_bare",
}

test_warn_unknown if outcome.warn == {
	"aws_dynamodb_table.replica_unknown",
}

test_allow_listed_region_or_no_replica if outcome.allow == {
	"aws_dynamodb_table.replica_none",
	"aws_dynamodb_table.replica_safe",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_dynamodb_table.replica_bare") == {"`replica.region_name` is \"eu-west-1\"; expected one of us-east-1, us-west-2."} with input as data.plans.dynamodb
		with data.parameters as {"allowed_regions": ["us-east-1", "us-west-2"]}
}

test_allow_every_region_by_default if {
	rule.deny == set() with input as data.plans.dynamodb
}

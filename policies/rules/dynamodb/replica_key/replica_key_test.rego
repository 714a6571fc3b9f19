package rules.dynamodb.replica_key_test

import data.lib.cases_test as cases
import data.rules.dynamodb.replica_key as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_dynamodb_table", "aws_dynamodb_table_replica"}, "replica_") with input as data.plans.dynamodb
}

test_deny_nothing if outcome.deny == set()

test_warn_no_own_key if outcome.warn == {
	"aws_dynamodb_table.replica_bare",
	"aws_dynamodb_table_replica.replica_bare",
}

test_allow_own_key_or_unknown if outcome.allow == {
	"aws_dynamodb_table.replica_none",
	"aws_dynamodb_table.replica_safe",
	"aws_dynamodb_table.replica_unknown",
	"aws_dynamodb_table_replica.replica_safe",
	"aws_dynamodb_table_replica.replica_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_dynamodb_table.replica_bare") == {"`replica.kms_key_arn` is not set; expected your own key in the replica's region."} with input as data.plans.dynamodb
}

package rules.dynamodb.replica_recovery_test

import data.lib.cases_test as cases
import data.rules.dynamodb.replica_recovery as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_dynamodb_table", "aws_dynamodb_table_replica"}, "replica_") with input as data.plans.dynamodb
}

test_deny_nothing if outcome.deny == set()

test_warn_off if outcome.warn == {
	"aws_dynamodb_table.replica_bare",
	"aws_dynamodb_table_replica.replica_bare",
}

test_allow_recoverable_or_unknown if outcome.allow == {
	"aws_dynamodb_table.replica_none",
	"aws_dynamodb_table.replica_safe",
	"aws_dynamodb_table.replica_unknown",
	"aws_dynamodb_table_replica.replica_safe",
	"aws_dynamodb_table_replica.replica_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_dynamodb_table.replica_bare") == {"`replica.point_in_time_recovery` is false; expected true."} with input as data.plans.dynamodb
}

package rules.dynamodb.global_table_version_test

import data.lib.cases_test as cases
import data.rules.dynamodb.global_table_version as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_dynamodb_global_table"}, "global_") with input as data.plans.dynamodb
}

test_deny_nothing if outcome.deny == set()

test_warn_version_1 if outcome.warn == {
	"aws_dynamodb_global_table.global_new",
}

test_allow_deleted if outcome.allow == {
	"aws_dynamodb_global_table.global_delete",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_dynamodb_global_table.global_new") == {"a global table of version 1; expected replica blocks on an aws_dynamodb_table."} with input as data.plans.dynamodb
}

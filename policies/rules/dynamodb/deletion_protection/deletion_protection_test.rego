package rules.dynamodb.deletion_protection_test

import data.lib.cases_test as cases
import data.rules.dynamodb.deletion_protection as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_dynamodb_table"}, "protected_") with input as data.plans.dynamodb
}

test_deny_off_or_unset if outcome.deny == {
	"aws_dynamodb_table.protected_off",
	"aws_dynamodb_table.protected_unset",
}

test_warn_unknown if outcome.warn == {
	"aws_dynamodb_table.protected_unknown",
}

test_allow_protected if outcome.allow == {
	"aws_dynamodb_table.protected_on",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_dynamodb_table.protected_off") == {"`deletion_protection_enabled` is false; expected true."} with input as data.plans.dynamodb
}

test_allow_deleted_or_left_alone if {
	cases.outcome(rule.deny, {"aws_dynamodb_table"}, "existing_").allow == {
		"aws_dynamodb_table.existing_delete",
		"aws_dynamodb_table.existing_no_op",
	} with input as data.plans.dynamodb
}

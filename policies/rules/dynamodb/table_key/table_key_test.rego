package rules.dynamodb.table_key_test

import data.lib.cases_test as cases
import data.rules.dynamodb.table_key as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_dynamodb_table"}, "key_") with input as data.plans.dynamodb
}

test_deny_nothing if outcome.deny == set()

test_warn_no_own_key if outcome.warn == {
	"aws_dynamodb_table.key_default",
	"aws_dynamodb_table.key_off",
	"aws_dynamodb_table.key_unset",
}

test_allow_own_key_or_unknown if outcome.allow == {
	"aws_dynamodb_table.key_created",
	"aws_dynamodb_table.key_own",
	"aws_dynamodb_table.key_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_dynamodb_table.key_default") == {"`server_side_encryption.kms_key_arn` is not set; expected your own key, with enabled = true beside it."} with input as data.plans.dynamodb
}

test_allow_deleted_or_left_alone if {
	cases.outcome(rule.deny, {"aws_dynamodb_table"}, "existing_").allow == {
		"aws_dynamodb_table.existing_delete",
		"aws_dynamodb_table.existing_no_op",
	} with input as data.plans.dynamodb
}

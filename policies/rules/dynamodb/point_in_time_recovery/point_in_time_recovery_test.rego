package rules.dynamodb.point_in_time_recovery_test

import data.lib.cases_test as cases
import data.rules.dynamodb.point_in_time_recovery as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_dynamodb_table"}, "pitr_") with input as data.plans.dynamodb
}

test_deny_off_or_unset if outcome.deny == {
	"aws_dynamodb_table.pitr_off",
	"aws_dynamodb_table.pitr_unset",
	"module.pitr_module[\"off\"].aws_dynamodb_table.this",
}

test_warn_unknown if outcome.warn == {
	"aws_dynamodb_table.pitr_unknown",
}

test_allow_recoverable if outcome.allow == {
	"aws_dynamodb_table.pitr_on",
	"module.pitr_module[\"on\"].aws_dynamodb_table.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_dynamodb_table.pitr_unset") == {"`point_in_time_recovery.enabled` is not set; expected true."} with input as data.plans.dynamodb
}

test_allow_deleted_or_left_alone if {
	cases.outcome(rule.deny, {"aws_dynamodb_table"}, "existing_").allow == {
		"aws_dynamodb_table.existing_delete",
		"aws_dynamodb_table.existing_no_op",
	} with input as data.plans.dynamodb
}

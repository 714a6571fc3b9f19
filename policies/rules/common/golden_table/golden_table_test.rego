package rules.common.golden_table_test

import data.lib.cases_test as cases
import data.rules.common.golden_table as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_dynamodb_table"}, "table_") with input as data.plans.common_golden
}

test_deny_nothing if outcome.deny == set()

test_warn_lacking_or_unknown if outcome.warn == {
	"aws_dynamodb_table.table_bare",
	"aws_dynamodb_table.table_unknown",
}

test_allow_whole if outcome.allow == {
	"aws_dynamodb_table.table_whole",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_dynamodb_table.table_bare") == {
		"a key: missing; expected every part of the golden template.",
		"deletion protection: missing; expected every part of the golden template.",
		"point-in-time recovery: missing; expected every part of the golden template.",
	} with input as data.plans.common_golden
}

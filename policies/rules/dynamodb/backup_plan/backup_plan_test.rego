package rules.dynamodb.backup_plan_test

import data.lib.cases_test as cases
import data.rules.dynamodb.backup_plan as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_dynamodb_table"}, "backup_") with input as data.plans.dynamodb
		with data.parameters as {"opt_in_rules": ["DDB-015"]}
}

test_deny_nothing if outcome.deny == set()

test_warn_in_no_selection if outcome.warn == {
	"aws_dynamodb_table.backup_none",
	"aws_dynamodb_table.backup_other_tag",
}

test_allow_listed_named_tagged_or_unknown if outcome.allow == {
	"aws_dynamodb_table.backup_listed",
	"aws_dynamodb_table.backup_named",
	"aws_dynamodb_table.backup_tag_unknown",
	"aws_dynamodb_table.backup_tagged",
	"aws_dynamodb_table.backup_unnamed",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_dynamodb_table.backup_none") == {"no aws_backup_selection in the plan lists this table or one of its tags; expected a selection with it."} with input as data.plans.dynamodb
		with data.parameters as {"opt_in_rules": ["DDB-015"]}
}

test_allow_everything_by_default if {
	rule.deny == set() with input as data.plans.dynamodb
}

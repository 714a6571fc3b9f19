package rules.cloudwatch.personal_data_test

import data.lib.cases_test as cases
import data.rules.cloudwatch.personal_data as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_cloudwatch_log_group"}, "personal_") with input as data.plans.cloudwatch
}

test_deny_nothing if outcome.deny == set()

test_warn_open if outcome.warn == {"aws_cloudwatch_log_group.personal_open"}

test_allow_masked_untagged_or_unknown if outcome.allow == {
	"aws_cloudwatch_log_group.personal_masked",
	"aws_cloudwatch_log_group.personal_masked_by_reference",
	"aws_cloudwatch_log_group.personal_unknown",
	"aws_cloudwatch_log_group.personal_untagged",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_cloudwatch_log_group.personal_open") == {"no aws_cloudwatch_log_data_protection_policy in the plan names this aws_cloudwatch_log_group in `log_group_name`; expected one, as the tag DataClass is pii."} with input as data.plans.cloudwatch
}

test_skip_unknown_policy if {
	rule.deny == set() with input as data.plans.cloudwatch_open
}

package rules.cloudwatch.kept_groups_test

import data.lib.cases_test as cases
import data.rules.cloudwatch.kept_groups as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_cloudwatch_log_group"}, "kept_") with input as data.plans.cloudwatch
		with data.parameters as {"kept_log_groups": ["/forensics/"]}
}

test_deny_nothing if outcome.deny == set()

test_warn_left if outcome.warn == {"aws_cloudwatch_log_group.kept_left"}

test_allow_listed_unset_or_unknown if outcome.allow == {
	"aws_cloudwatch_log_group.kept_listed",
	"aws_cloudwatch_log_group.kept_unknown",
	"aws_cloudwatch_log_group.kept_unset",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_cloudwatch_log_group.kept_left") == {"`skip_destroy` is true; expected false."} with input as data.plans.cloudwatch
		with data.parameters as {"kept_log_groups": ["/forensics/"]}
}

test_warn_everything_without_a_list if {
	count(cases.messages(rule.deny, "aws_cloudwatch_log_group.kept_listed")) == 1 with input as data.plans.cloudwatch
}

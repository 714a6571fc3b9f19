package rules.cloudwatch.public_destination_test

import data.lib.cases_test as cases
import data.rules.cloudwatch.public_destination as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_cloudwatch_log_destination_policy"}, "destination_") with input as data.plans.cloudwatch
}

test_deny_everyone if outcome.deny == {"aws_cloudwatch_log_destination_policy.destination_open"}

test_warn_unknown if outcome.warn == {"aws_cloudwatch_log_destination_policy.destination_unknown"}

test_allow_account_or_organization if outcome.allow == {
	"aws_cloudwatch_log_destination_policy.destination_account",
	"aws_cloudwatch_log_destination_policy.destination_organization",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_cloudwatch_log_destination_policy.destination_open") == {"`access_policy` lets everyone send logs; expected named accounts or a condition on aws:PrincipalOrgID."} with input as data.plans.cloudwatch
}

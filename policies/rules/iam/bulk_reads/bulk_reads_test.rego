package rules.iam.bulk_reads_test

import data.lib.cases_test as cases
import data.rules.iam.bulk_reads as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_policy"}, "bulk_") with input as data.plans.iam_statements
}

test_deny_nothing if outcome.deny == set()

test_warn_reads_everywhere if outcome.warn == {
	"aws_iam_policy.bulk_case[\"objects\"]",
	"aws_iam_policy.bulk_case[\"parameters\"]",
	"aws_iam_policy.bulk_case[\"secrets\"]",
	"aws_iam_policy.unknown[\"bulk_policy\"]",
}

test_allow_scoped_or_harmless if outcome.allow == {
	"aws_iam_policy.bulk_case[\"other\"]",
	"aws_iam_policy.bulk_case[\"scoped\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_policy.bulk_case[\"parameters\"]") == {"`policy` allows ssm:getparametersbypath on every resource; expected the ARNs that are read."} with input as data.plans.iam_statements
}

package rules.iam.session_duration_test

import data.lib.cases_test as cases
import data.rules.iam.session_duration as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_role"}, "session_") with input as data.plans.iam_principals
}

test_deny_nothing if outcome.deny == set()

test_warn_long_session if outcome.warn == {
	"aws_iam_role.session_case[\"day\"]",
}

test_allow_short_unset_or_unknown if outcome.allow == {
	"aws_iam_role.session_case[\"most\"]",
	"aws_iam_role.session_case[\"unknown\"]",
	"aws_iam_role.session_unset",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_role.session_case[\"day\"]") == {"`max_session_duration` is 43200; expected 14400 at most."} with input as data.plans.iam_principals
}

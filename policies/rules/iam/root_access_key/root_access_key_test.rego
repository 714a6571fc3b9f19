package rules.iam.root_access_key_test

import data.lib.cases_test as cases
import data.rules.iam.root_access_key as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_access_key"}, "rootkey_") with input as data.plans.iam_principals
}

test_deny_root if outcome.deny == {
	"aws_iam_access_key.rootkey_case[\"arn\"]",
	"aws_iam_access_key.rootkey_case[\"root\"]",
}

test_warn_unknown_user if outcome.warn == {
	"aws_iam_access_key.rootkey_case[\"unknown\"]",
}

test_allow_other_users if outcome.allow == {
	"aws_iam_access_key.rootkey_case[\"user\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_access_key.rootkey_case[\"root\"]") == {"`user` is \"root\"; expected no key for the root user."} with input as data.plans.iam_principals
}

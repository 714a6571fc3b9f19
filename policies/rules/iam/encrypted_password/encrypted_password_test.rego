package rules.iam.encrypted_password_test

import data.lib.cases_test as cases
import data.rules.iam.encrypted_password as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_user_login_profile"}, "clear_") with input as data.plans.iam_principals
}

test_deny_clear_password if outcome.deny == {
	"aws_iam_user_login_profile.clear_case[\"empty\"]",
	"aws_iam_user_login_profile.clear_case[\"unset\"]",
}

test_warn_nothing if outcome.warn == set()

test_allow_encrypted_or_unknown_key if outcome.allow == {
	"aws_iam_user_login_profile.clear_case[\"set\"]",
	"aws_iam_user_login_profile.clear_case[\"unknown\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_user_login_profile.clear_case[\"unset\"]") == {"`pgp_key` is not set; expected a PGP key."} with input as data.plans.iam_principals
}

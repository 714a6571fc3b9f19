package rules.iam.console_passwords_test

import data.lib.cases_test as cases
import data.rules.iam.console_passwords as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_user_login_profile"}, "console_") with input as data.plans.iam_principals
}

test_deny_nothing if outcome.deny == set()

test_warn_new_password if outcome.warn == {
	"aws_iam_user_login_profile.console_new",
}

test_allow_deleted if outcome.allow == {
	"aws_iam_user_login_profile.console_delete",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_user_login_profile.console_new") == {"a console password is created; expected federation."} with input as data.plans.iam_principals
}

package rules.iam.iam_users_test

import data.lib.cases_test as cases
import data.rules.iam.iam_users as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_user"}, "person_") with input as data.plans.iam_principals
}

test_deny_nothing if outcome.deny == set()

test_warn_new_user if outcome.warn == {
	"aws_iam_user.person_new",
}

test_allow_existing_or_deleted if outcome.allow == {
	"aws_iam_user.person_delete",
	"aws_iam_user.person_update",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_user.person_new") == {"an IAM user is created; expected federation, or a role."} with input as data.plans.iam_principals
}

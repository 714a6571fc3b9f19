package rules.iam.user_permissions_test

import data.lib.cases_test as cases
import data.rules.iam.user_permissions as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_policy_attachment", "aws_iam_user_policy", "aws_iam_user_policy_attachment", "aws_iam_user_policy_attachments_exclusive"}, "people_") with input as data.plans.iam_principals
}

test_deny_permissions_of_users if outcome.deny == {
	"aws_iam_policy_attachment.people_unknown",
	"aws_iam_policy_attachment.people_users",
	"aws_iam_user_policy.people_inline",
	"aws_iam_user_policy_attachment.people_attached",
	"aws_iam_user_policy_attachments_exclusive.people_exclusive[\"some\"]",
}

test_warn_nothing if outcome.warn == set()

test_allow_groups_empty_or_deleted if outcome.allow == {
	"aws_iam_policy_attachment.people_groups",
	"aws_iam_user_policy.people_delete",
	"aws_iam_user_policy_attachments_exclusive.people_exclusive[\"none\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_policy_attachment.people_users") == {"`users` is [\"x\"]; expected permissions of groups and roles only."} with input as data.plans.iam_principals
}

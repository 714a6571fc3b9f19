package rules.iam.exclusive_attachments_test

import data.lib.cases_test as cases
import data.rules.iam.exclusive_attachments as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_policy_attachment"}, "detaching_") with input as data.plans.iam_principals
}

test_deny_nothing if outcome.deny == set()

test_warn_exclusive_attachment if outcome.warn == {
	"aws_iam_policy_attachment.detaching_everyone",
}

test_allow_deleted if outcome.allow == {
	"aws_iam_policy_attachment.detaching_delete",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_policy_attachment.detaching_everyone") == {"detaches the policy from everyone else; expected an attachment for each role or group."} with input as data.plans.iam_principals
}

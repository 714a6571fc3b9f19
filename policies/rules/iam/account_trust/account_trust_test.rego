package rules.iam.account_trust_test

import data.lib.cases_test as cases
import data.rules.iam.account_trust as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_role"}, "whole_") with input as data.plans.iam_principals
}

test_deny_nothing if outcome.deny == set()

test_warn_whole_account_or_unknown_policy if outcome.warn == {
	"aws_iam_role.whole_case[\"id\"]",
	"aws_iam_role.whole_case[\"root\"]",
	"aws_iam_role.whole_unknown",
	"module.whole_module[\"root\"].aws_iam_role.this",
}

test_allow_roles_services_denied_or_deleted if outcome.allow == {
	"aws_iam_role.whole_case[\"role\"]",
	"aws_iam_role.whole_case[\"service\"]",
	"aws_iam_role.whole_delete",
	"aws_iam_role.whole_denied",
	"aws_iam_role.whole_own",
	"module.whole_module[\"role\"].aws_iam_role.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_role.whole_case[\"root\"]") == {"`assume_role_policy` trusts a whole account; expected the ARNs of roles."} with input as data.plans.iam_principals
}

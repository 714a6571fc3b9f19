package rules.iam.open_trust_test

import data.lib.cases_test as cases
import data.rules.iam.open_trust as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_role"}, "trust_") with input as data.plans.iam
}

test_deny_everyone if outcome.deny == {
	"aws_iam_role.trust_chosen",
	"aws_iam_role.trust_everyone",
	"aws_iam_role.trust_read",
	"module.trust_module[\"everyone\"].aws_iam_role.this",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_iam_role.trust_unknown",
}

test_allow_named_limited_or_deleted if outcome.allow == {
	"aws_iam_role.trust_delete",
	"aws_iam_role.trust_organisation",
	"aws_iam_role.trust_role",
	"aws_iam_role.trust_service",
	"module.trust_module[\"account\"].aws_iam_role.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_role.trust_chosen") == {"`assume_role_policy` trusts everyone; expected named principals."} with input as data.plans.iam
}

package rules.iam.pass_role_test

import data.lib.cases_test as cases
import data.rules.iam.pass_role as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_policy"}, "passrole_") with input as data.plans.iam_statements
}

test_deny_every_role if outcome.deny == {
	"aws_iam_policy.passrole_case[\"every\"]",
	"aws_iam_policy.passrole_case[\"pattern\"]",
	"aws_iam_policy.passrole_case[\"weak\"]",
	"module.passrole_module[\"every\"].aws_iam_policy.this",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_iam_policy.unknown[\"passrole_policy\"]",
}

test_allow_named_role_service_or_deleted if outcome.allow == {
	"aws_iam_policy.passrole_case[\"scoped\"]",
	"aws_iam_policy.passrole_case[\"service\"]",
	"aws_iam_policy.passrole_delete",
	"module.passrole_module[\"role\"].aws_iam_policy.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_policy.passrole_case[\"every\"]") == {"`policy` allows to pass every role to every service; expected the ARNs of the roles, or a condition on iam:PassedToService."} with input as data.plans.iam_statements
}

package rules.iam.privilege_escalation_test

import data.lib.cases_test as cases
import data.rules.iam.privilege_escalation as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_policy"}, "escalation_") with input as data.plans.iam
}

test_deny_escalation if outcome.deny == {
	"aws_iam_policy.escalation_not_action",
	"aws_iam_policy.escalation_pass_role",
	"aws_iam_policy.escalation_version",
	"module.escalation_module[\"bad\"].aws_iam_policy.this",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_iam_policy.escalation_unknown",
}

test_allow_narrow_or_deleted if outcome.allow == {
	"aws_iam_policy.escalation_boundary",
	"aws_iam_policy.escalation_delete",
	"aws_iam_policy.escalation_pass_role_alone",
	"aws_iam_policy.escalation_resource",
	"module.escalation_module[\"good\"].aws_iam_policy.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_policy.escalation_not_action") == {"`policy` allows cloudformation:createstack with iam:passrole on every resource; expected no set of actions that gains more rights."} with input as data.plans.iam
}

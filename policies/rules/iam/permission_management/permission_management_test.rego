package rules.iam.permission_management_test

import data.lib.cases_test as cases
import data.rules.iam.permission_management as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_policy"}, "permission_") with input as data.plans.iam_statements
}

test_deny_nothing if outcome.deny == set()

test_warn_permissions_for_everything if outcome.warn == {
	"aws_iam_policy.permission_case[\"attach\"]",
	"aws_iam_policy.permission_case[\"pattern\"]",
	"aws_iam_policy.unknown[\"permission_policy\"]",
}

test_allow_conditional_scoped_or_harmless if outcome.allow == {
	"aws_iam_policy.permission_case[\"boundary\"]",
	"aws_iam_policy.permission_case[\"scaling\"]",
	"aws_iam_policy.permission_case[\"scoped\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_policy.permission_case[\"pattern\"]") == {"`policy` allows s3:putaccesspointpolicy on every resource without a condition; expected the ARNs of roles and resources, or a condition."} with input as data.plans.iam_statements
}

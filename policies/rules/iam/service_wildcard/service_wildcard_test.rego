package rules.iam.service_wildcard_test

import data.lib.cases_test as cases
import data.rules.iam.service_wildcard as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_policy"}, "service_") with input as data.plans.iam_statements
}

test_deny_service_wildcard if outcome.deny == {
	"aws_iam_policy.service_case[\"dashed\"]",
	"aws_iam_policy.service_case[\"wildcard\"]",
	"module.service_module[\"wildcard\"].aws_iam_policy.this",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_iam_policy.unknown[\"service_policy\"]",
}

test_allow_named_actions_or_deleted if outcome.allow == {
	"aws_iam_policy.service_case[\"denied\"]",
	"aws_iam_policy.service_case[\"every\"]",
	"aws_iam_policy.service_case[\"prefix\"]",
	"aws_iam_policy.service_delete",
	"module.service_module[\"named\"].aws_iam_policy.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_policy.service_case[\"wildcard\"]") == {"`policy` allows every action of a service; expected the actions that are needed."} with input as data.plans.iam_statements
}

package rules.iam.ci_trust_test

import data.lib.cases_test as cases
import data.rules.iam.ci_trust as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_role"}, "ci_") with input as data.plans.iam
}

test_deny_any_repository if outcome.deny == {
	"aws_iam_role.ci_no_subject",
	"aws_iam_role.ci_subject[\"*\"]",
	"aws_iam_role.ci_subject[\"repo:*\"]",
	"aws_iam_role.ci_subject[\"repo:o*/name:*\"]",
	"module.ci_module.aws_iam_role.this",
}

test_warn_unknown_provider_or_policy if outcome.warn == {
	"aws_iam_role.ci_document[\"unbound\"]",
	"aws_iam_role.ci_unknown",
}

test_allow_bound_other_provider_or_deleted if outcome.allow == {
	"aws_iam_role.ci_delete",
	"aws_iam_role.ci_document[\"bound\"]",
	"aws_iam_role.ci_other_provider",
	"aws_iam_role.ci_subject[\"repo:org/name:ref:refs/heads/main\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_role.ci_no_subject") == {"`assume_role_policy` lets workflows of any repository take the role; expected a condition on :sub with org/repo."} with input as data.plans.iam
}

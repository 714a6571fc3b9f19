package rules.iam.permissions_boundary_test

import data.lib.cases_test as cases
import data.rules.iam.permissions_boundary as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_role", "aws_iam_user"}, "boundary_") with input as data.plans.iam_principals
		with data.parameters as {"boundary_exempt_paths": ["/platform/"]}
}

test_deny_nothing if outcome.deny == set()

test_warn_no_boundary if outcome.warn == {
	"aws_iam_role.boundary_path[\"other\"]",
	"aws_iam_role.boundary_unset",
	"aws_iam_user.boundary_unset",
	"module.boundary_module[\"unset\"].aws_iam_role.this",
}

test_allow_bounded_exempt_unknown_or_deleted if outcome.allow == {
	"aws_iam_role.boundary_delete",
	"aws_iam_role.boundary_path[\"exempt\"]",
	"aws_iam_role.boundary_path[\"service\"]",
	"aws_iam_role.boundary_path[\"unknown\"]",
	"aws_iam_role.boundary_set",
	"aws_iam_role.boundary_unknown",
	"module.boundary_module[\"set\"].aws_iam_role.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_role.boundary_unset") == {"`permissions_boundary` is not set; expected the ARN of a boundary policy."} with input as data.plans.iam_principals
		with data.parameters as {"boundary_exempt_paths": ["/platform/"]}
}

test_paths_are_exempt_by_parameter_only if {
	found := cases.outcome(rule.deny, {"aws_iam_role"}, "boundary_path") with input as data.plans.iam_principals
	found.warn == {"aws_iam_role.boundary_path[\"exempt\"]", "aws_iam_role.boundary_path[\"other\"]"}
}

package rules.iam.write_resources_test

import data.lib.cases_test as cases
import data.rules.iam.write_resources as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_policy"}, "write_") with input as data.plans.iam_statements
}

test_deny_nothing if outcome.deny == set()

test_warn_write_on_every_resource if outcome.warn == {
	"aws_iam_policy.unknown[\"write_policy\"]",
	"aws_iam_policy.write_case[\"batch\"]",
	"aws_iam_policy.write_case[\"not_action\"]",
	"aws_iam_policy.write_case[\"put\"]",
	"aws_iam_policy.write_case[\"service\"]",
}

test_allow_scoped_conditional_or_read if outcome.allow == {
	"aws_iam_policy.write_case[\"beside_other\"]",
	"aws_iam_policy.write_case[\"conditional\"]",
	"aws_iam_policy.write_case[\"read\"]",
	"aws_iam_policy.write_case[\"scoped\"]",
	"aws_iam_policy.write_case[\"unscoped\"]",
	"aws_iam_policy.write_own",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_policy.write_case[\"put\"]") == {"`policy` allows to write on every resource without a condition; expected the ARNs that are written, or a condition."} with input as data.plans.iam_statements
}

package rules.iam.not_resource_test

import data.lib.cases_test as cases
import data.rules.iam.not_resource as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_policy"}, "notresource_") with input as data.plans.iam_statements
}

test_deny_nothing if outcome.deny == set()

test_warn_not_resource if outcome.warn == {
	"aws_iam_policy.notresource_case[\"used\"]",
	"aws_iam_policy.notresource_document",
	"aws_iam_policy.unknown[\"notresource_policy\"]",
}

test_allow_listed_or_denied_resources if outcome.allow == {
	"aws_iam_policy.notresource_case[\"denied\"]",
	"aws_iam_policy.notresource_case[\"positive\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_policy.notresource_case[\"used\"]") == {"`policy` allows on all resources but some (NotResource); expected a list of resources."} with input as data.plans.iam_statements
}

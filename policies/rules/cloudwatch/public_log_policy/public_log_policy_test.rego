package rules.cloudwatch.public_log_policy_test

import data.lib.cases_test as cases
import data.rules.cloudwatch.public_log_policy as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_cloudwatch_log_resource_policy"}, "public_") with input as data.plans.cloudwatch
}

test_deny_everyone if outcome.deny == {
	"aws_cloudwatch_log_resource_policy.public_document",
	"aws_cloudwatch_log_resource_policy.public_open",
}

test_warn_unknown if outcome.warn == {"aws_cloudwatch_log_resource_policy.public_unknown"}

test_allow_named_or_denied if outcome.allow == {
	"aws_cloudwatch_log_resource_policy.public_denied",
	"aws_cloudwatch_log_resource_policy.public_named",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_cloudwatch_log_resource_policy.public_document") == {"`policy_document` lets everyone use the logs; expected named services."} with input as data.plans.cloudwatch
}

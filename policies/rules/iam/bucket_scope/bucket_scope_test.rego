package rules.iam.bucket_scope_test

import data.lib.cases_test as cases
import data.rules.iam.bucket_scope as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_policy"}, "buckets_") with input as data.plans.iam_statements
}

test_deny_every_bucket if outcome.deny == {
	"aws_iam_policy.buckets_case[\"put\"]",
	"aws_iam_policy.buckets_case[\"service\"]",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_iam_policy.unknown[\"buckets_policy\"]",
}

test_allow_named_bucket_or_other_action if outcome.allow == {
	"aws_iam_policy.buckets_case[\"list\"]",
	"aws_iam_policy.buckets_case[\"scoped\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_policy.buckets_case[\"put\"]") == {"`policy` allows S3 wildcards on every bucket; expected the ARNs of buckets and objects."} with input as data.plans.iam_statements
}

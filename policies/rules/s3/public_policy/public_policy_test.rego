package rules.s3.public_policy_test

import data.lib.cases_test as cases
import data.rules.s3.public_policy as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket", "aws_s3_bucket_policy"}, "pub_") with input as data.plans.s3
}

test_deny_everyone if outcome.deny == {
	"aws_s3_bucket.pub_inline",
	"aws_s3_bucket_policy.pub_document",
	"aws_s3_bucket_policy.pub_open",
	"aws_s3_bucket_policy.pub_weak_condition",
	"module.pub_module[\"open\"].aws_s3_bucket_policy.this[0]",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_s3_bucket_policy.pub_unknown",
}

test_allow_named_limited_or_untouched if outcome.allow == {
	"aws_s3_bucket.pub_unset",
	"aws_s3_bucket_policy.pub_delete",
	"aws_s3_bucket_policy.pub_named",
	"aws_s3_bucket_policy.pub_no_op",
	"aws_s3_bucket_policy.pub_organisation",
	"aws_s3_bucket_policy.pub_role",
	"module.pub_module[\"open\"].aws_s3_bucket.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket.pub_inline") == {"`policy` lets everyone in; expected named principals or a limiting condition."} with input as data.plans.s3
}

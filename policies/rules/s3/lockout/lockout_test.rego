package rules.s3.lockout_test

import data.lib.cases_test as cases
import data.rules.s3.lockout as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket", "aws_s3_bucket_policy"}, "policy") with input as data.plans.s3_access
}

test_deny_everything_for_everyone if outcome.deny == {
	"aws_s3_bucket.policy_inline[\"lockout\"]",
	"aws_s3_bucket_policy.policy[\"lockout\"]",
	"aws_s3_bucket_policy.policy_document",
}

test_warn_unknown_policy if outcome.warn == {"aws_s3_bucket_policy.policy_unknown"}

test_allow_exempt_limited_or_deleted if outcome.allow == {
	"aws_s3_bucket.policy_inline[\"own_everything\"]",
	"aws_s3_bucket_policy.policy[\"foreign_control\"]",
	"aws_s3_bucket_policy.policy[\"foreign_everything\"]",
	"aws_s3_bucket_policy.policy[\"foreign_pattern\"]",
	"aws_s3_bucket_policy.policy[\"foreign_read\"]",
	"aws_s3_bucket_policy.policy[\"lockout_exempt\"]",
	"aws_s3_bucket_policy.policy[\"lockout_limited\"]",
	"aws_s3_bucket_policy.policy[\"lockout_named\"]",
	"aws_s3_bucket_policy.policy[\"own_control\"]",
	"aws_s3_bucket_policy.policy[\"own_everything\"]",
	"aws_s3_bucket_policy.policy_delete",
	"aws_s3_bucket_policy.tls_replaced",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket_policy.policy[\"lockout\"]") == {"`policy` denies everything to everyone without a condition; expected a condition or an exempt role."} with input as data.plans.s3_access
}

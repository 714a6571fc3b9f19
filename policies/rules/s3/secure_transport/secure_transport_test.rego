package rules.s3.secure_transport_test

import data.lib.cases_test as cases
import data.rules.s3.secure_transport as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket"}, "tls_") with input as data.plans.s3
}

test_deny_plain_http if outcome.deny == {
	"aws_s3_bucket.tls_missing",
	"aws_s3_bucket.tls_partial",
	"module.tls_module_without.aws_s3_bucket.this",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_s3_bucket.tls_unknown",
}

test_allow_refused_http if outcome.allow == {
	"aws_s3_bucket.tls_document",
	"aws_s3_bucket.tls_extended",
	"aws_s3_bucket.tls_inline",
	"aws_s3_bucket.tls_known",
	"module.tls_module[\"good\"].aws_s3_bucket.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket.tls_missing") == {"no policy of the bucket refuses plain HTTP; expected a Deny of s3:* for everyone while aws:SecureTransport is false."} with input as data.plans.s3
}

test_policy_of_the_state_counts_until_a_companion_takes_its_place if {
	cases.outcome(rule.deny, {"aws_s3_bucket"}, "tls_") == {
		"deny": {"aws_s3_bucket.tls_replaced"},
		"warn": set(),
		"allow": {"aws_s3_bucket.tls_elsewhere"},
	} with input as data.plans.s3_access
}

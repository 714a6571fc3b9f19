package rules.s3.customer_key_test

import data.lib.cases_test as cases
import data.rules.s3.customer_key as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket", "aws_s3_bucket_server_side_encryption_configuration"}, ".enc") with input as data.plans.s3_companions
}

test_deny_nothing if outcome.deny == set()

test_warn_aws_keys if outcome.warn == {
	"aws_s3_bucket.enc_inline",
	"aws_s3_bucket_server_side_encryption_configuration.enc[\"aes\"]",
	"aws_s3_bucket_server_side_encryption_configuration.enc[\"aws_key\"]",
	"aws_s3_bucket_server_side_encryption_configuration.enc[\"no_key\"]",
}

test_allow_own_key_unknown_or_deleted if outcome.allow == {
	"aws_s3_bucket.enc[\"aes\"]",
	"aws_s3_bucket.enc[\"aws_key\"]",
	"aws_s3_bucket.enc[\"no_key\"]",
	"aws_s3_bucket.enc[\"own\"]",
	"aws_s3_bucket.enc[\"two_keys\"]",
	"aws_s3_bucket.enc_delete",
	"aws_s3_bucket.enc_inline_key",
	"aws_s3_bucket.enc_missing",
	"aws_s3_bucket.enc_no_algorithm",
	"aws_s3_bucket.enc_no_op",
	"aws_s3_bucket.enc_unknown",
	"aws_s3_bucket_server_side_encryption_configuration.enc[\"own\"]",
	"aws_s3_bucket_server_side_encryption_configuration.enc[\"two_keys\"]",
	"aws_s3_bucket_server_side_encryption_configuration.enc_no_algorithm",
	"aws_s3_bucket_server_side_encryption_configuration.enc_no_op",
	"aws_s3_bucket_server_side_encryption_configuration.enc_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket_server_side_encryption_configuration.enc[\"aes\"]") == {"`rule.apply_server_side_encryption_by_default.sse_algorithm` is \"AES256\"; expected aws:kms with your own key."} with input as data.plans.s3_companions
}

test_allow_buckets_that_take_access_logs if {
	cases.outcome(rule.deny, {"aws_s3_bucket", "aws_s3_bucket_server_side_encryption_configuration"}, "takes_logs") == {
		"deny": set(),
		"warn": set(),
		"allow": {
			"aws_s3_bucket.takes_logs",
			"aws_s3_bucket.takes_logs_inline",
			"aws_s3_bucket_server_side_encryption_configuration.takes_logs",
		},
	} with input as data.plans.s3_companions
}

package rules.s3.encryption_test

import data.lib.cases_test as cases
import data.rules.s3.encryption as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket", "aws_s3_bucket_server_side_encryption_configuration"}, "enc") with input as data.plans.s3_companions
}

test_deny_missing_or_without_algorithm if outcome.deny == {
	"aws_s3_bucket.enc_missing",
	"aws_s3_bucket.enc_no_algorithm",
	"aws_s3_bucket_server_side_encryption_configuration.enc_no_op",
}

test_warn_nothing if outcome.warn == set()

test_allow_declared_or_deleted if outcome.allow == {
	"aws_s3_bucket.enc[\"aes\"]",
	"aws_s3_bucket.enc[\"aws_key\"]",
	"aws_s3_bucket.enc[\"no_key\"]",
	"aws_s3_bucket.enc[\"own\"]",
	"aws_s3_bucket.enc[\"two_keys\"]",
	"aws_s3_bucket.enc_delete",
	"aws_s3_bucket.enc_inline",
	"aws_s3_bucket.enc_inline_key",
	"aws_s3_bucket.enc_no_op",
	"aws_s3_bucket.enc_unknown",
	"aws_s3_bucket_server_side_encryption_configuration.enc[\"aes\"]",
	"aws_s3_bucket_server_side_encryption_configuration.enc[\"aws_key\"]",
	"aws_s3_bucket_server_side_encryption_configuration.enc[\"no_key\"]",
	"aws_s3_bucket_server_side_encryption_configuration.enc[\"own\"]",
	"aws_s3_bucket_server_side_encryption_configuration.enc[\"two_keys\"]",
	"aws_s3_bucket_server_side_encryption_configuration.enc_no_algorithm",
	"aws_s3_bucket_server_side_encryption_configuration.enc_unknown",
	"aws_s3_bucket_server_side_encryption_configuration.takes_logs",
	"module.module[\"good\"].aws_s3_bucket_server_side_encryption_configuration.this[0]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket.enc_no_algorithm") == {"the encryption configuration has no `sse_algorithm`; expected one with an sse_algorithm."} with input as data.plans.s3_companions
}

test_deny_in_module if {
	cases.outcome(rule.deny, {"aws_s3_bucket"}, "module.module") == {
		"deny": {"module.module[\"bad\"].aws_s3_bucket.this"},
		"warn": set(),
		"allow": {"module.module[\"good\"].aws_s3_bucket.this"},
	} with input as data.plans.s3_companions
}

test_warn_local_value_may_name_any_bucket if {
	cases.outcome(rule.deny, {"aws_s3_bucket"}, "open") == {
		"deny": set(),
		"warn": {"aws_s3_bucket.open"},
		"allow": set(),
	} with input as data.plans.s3_companions_open
}

package rules.s3.bucket_key_test

import data.lib.cases_test as cases
import data.rules.s3.bucket_key as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket_server_side_encryption_configuration"}, "enc") with input as data.plans.s3_companions
}

test_deny_nothing if outcome.deny == set()

test_warn_off_or_unset if outcome.warn == {
	"aws_s3_bucket_server_side_encryption_configuration.enc[\"aws_key\"]",
	"aws_s3_bucket_server_side_encryption_configuration.enc[\"no_key\"]",
}

test_allow_on_other_algorithms_or_unknown if outcome.allow == {
	"aws_s3_bucket_server_side_encryption_configuration.enc[\"aes\"]",
	"aws_s3_bucket_server_side_encryption_configuration.enc[\"own\"]",
	"aws_s3_bucket_server_side_encryption_configuration.enc[\"two_keys\"]",
	"aws_s3_bucket_server_side_encryption_configuration.enc_no_algorithm",
	"aws_s3_bucket_server_side_encryption_configuration.enc_no_op",
	"aws_s3_bucket_server_side_encryption_configuration.enc_unknown",
	"aws_s3_bucket_server_side_encryption_configuration.takes_logs",
	"module.module[\"good\"].aws_s3_bucket_server_side_encryption_configuration.this[0]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket_server_side_encryption_configuration.enc[\"no_key\"]") == {"`rule.bucket_key_enabled` is false; expected true."} with input as data.plans.s3_companions
}

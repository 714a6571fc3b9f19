package rules.s3.ignore_public_acls_test

import data.lib.cases_test as cases
import data.rules.s3.ignore_public_acls as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket_public_access_block"}, "switch_") with input as data.plans.s3_access
}

test_deny_off_unset_or_unknown if outcome.deny == {
	"aws_s3_bucket_public_access_block.switch_off",
	"aws_s3_bucket_public_access_block.switch_unknown",
	"aws_s3_bucket_public_access_block.switch_unset",
	"module.switch_module[\"off\"].aws_s3_bucket_public_access_block.this",
}

test_warn_nothing if outcome.warn == set()

test_allow_on_or_untouched if outcome.allow == {
	"aws_s3_bucket_public_access_block.switch_delete",
	"aws_s3_bucket_public_access_block.switch_no_op",
	"aws_s3_bucket_public_access_block.switch_on",
	"module.switch_module[\"on\"].aws_s3_bucket_public_access_block.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket_public_access_block.switch_off") == {"`ignore_public_acls` is false; expected true."} with input as data.plans.s3_access
}

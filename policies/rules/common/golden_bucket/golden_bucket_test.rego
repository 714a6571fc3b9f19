package rules.common.golden_bucket_test

import data.lib.cases_test as cases
import data.rules.common.golden_bucket as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket"}, "bucket_") with input as data.plans.common_golden
}

test_deny_nothing if outcome.deny == set()

test_warn_lacking if outcome.warn == {
	"aws_s3_bucket.bucket_logs",
	"aws_s3_bucket.bucket_versioned",
	"module.bucket_module.aws_s3_bucket.this",
	"module.bucket_wrapped[\"a.b\"].module.bucket.aws_s3_bucket.this",
}

test_allow_whole_or_deleted if outcome.allow == {
	"aws_s3_bucket.bucket_delete",
	"aws_s3_bucket.bucket_whole",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket.bucket_versioned") == {
		"aws_s3_bucket_lifecycle_configuration: missing; expected every part of the golden template.",
		"aws_s3_bucket_logging: missing; expected every part of the golden template.",
		"aws_s3_bucket_policy: missing; expected every part of the golden template.",
		"aws_s3_bucket_public_access_block: missing; expected every part of the golden template.",
		"aws_s3_bucket_server_side_encryption_configuration: missing; expected every part of the golden template.",
	} with input as data.plans.common_golden
}

test_allow_no_logs_of_a_bucket_that_takes_them if {
	cases.messages(rule.deny, "aws_s3_bucket.bucket_logs") == {
		"aws_s3_bucket_lifecycle_configuration: missing; expected every part of the golden template.",
		"aws_s3_bucket_policy: missing; expected every part of the golden template.",
		"aws_s3_bucket_public_access_block: missing; expected every part of the golden template.",
		"aws_s3_bucket_server_side_encryption_configuration: missing; expected every part of the golden template.",
		"aws_s3_bucket_versioning: missing; expected every part of the golden template.",
	} with input as data.plans.common_golden
}

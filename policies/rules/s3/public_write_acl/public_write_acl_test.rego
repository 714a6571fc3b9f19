package rules.s3.public_write_acl_test

import data.lib.cases_test as cases
import data.rules.s3.public_write_acl as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket", "aws_s3_bucket_acl"}, "acl_") with input as data.plans.s3_access
}

test_deny_public_write if outcome.deny == {
	"aws_s3_bucket.acl_inline[\"public-read-write\"]",
	"aws_s3_bucket_acl.acl_canned[\"public-read-write\"]",
}

test_warn_unknown if outcome.warn == {"aws_s3_bucket_acl.acl_unknown"}

test_allow_private_unset_repaired_or_deleted if outcome.allow == {
	"aws_s3_bucket.acl_inline[\"authenticated-read\"]",
	"aws_s3_bucket.acl_inline[\"private\"]",
	"aws_s3_bucket.acl_inline[\"public-read\"]",
	"aws_s3_bucket.acl_inline_dynamic_grant",
	"aws_s3_bucket.acl_inline_grant",
	"aws_s3_bucket.acl_inline_unset",
	"aws_s3_bucket.acl_repaired",
	"aws_s3_bucket_acl.acl_canned[\"authenticated-read\"]",
	"aws_s3_bucket_acl.acl_canned[\"private\"]",
	"aws_s3_bucket_acl.acl_canned[\"public-read\"]",
	"aws_s3_bucket_acl.acl_delete",
	"aws_s3_bucket_acl.acl_grant_unknown",
	"aws_s3_bucket_acl.acl_grants[\"authenticated\"]",
	"aws_s3_bucket_acl.acl_grants[\"everyone\"]",
	"aws_s3_bucket_acl.acl_grants[\"logs\"]",
	"aws_s3_bucket_acl.acl_repaired",
	"module.acl_module.aws_s3_bucket_acl.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket_acl.acl_canned[\"public-read-write\"]") == {"`acl` is \"public-read-write\"; expected no public ACL."} with input as data.plans.s3_access
}

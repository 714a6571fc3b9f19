package rules.s3.object_ownership_test

import data.lib.cases_test as cases
import data.rules.s3.object_ownership as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket_ownership_controls"}, "owner_") with input as data.plans.s3_access
}

test_deny_acls_on if outcome.deny == {
	"aws_s3_bucket_ownership_controls.owner_modes[\"BucketOwnerPreferred\"]",
	"aws_s3_bucket_ownership_controls.owner_modes[\"ObjectWriter\"]",
	"module.owner_module.aws_s3_bucket_ownership_controls.this",
}

test_warn_unknown if outcome.warn == {"aws_s3_bucket_ownership_controls.owner_unknown"}

test_allow_enforced_or_deleted if outcome.allow == {
	"aws_s3_bucket_ownership_controls.owner_delete",
	"aws_s3_bucket_ownership_controls.owner_modes[\"BucketOwnerEnforced\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket_ownership_controls.owner_modes[\"ObjectWriter\"]") == {"`rule.object_ownership` is \"ObjectWriter\"; expected BucketOwnerEnforced."} with input as data.plans.s3_access
}

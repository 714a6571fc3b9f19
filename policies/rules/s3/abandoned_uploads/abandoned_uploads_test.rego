package rules.s3.abandoned_uploads_test

import data.lib.cases_test as cases
import data.rules.s3.abandoned_uploads as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket_lifecycle_configuration"}, ".life") with input as data.plans.s3_companions
}

test_deny_nothing if outcome.deny == set()

test_warn_not_cleared if outcome.warn == {
	"aws_s3_bucket_lifecycle_configuration.life[\"bare\"]",
	"aws_s3_bucket_lifecycle_configuration.life[\"off\"]",
	"aws_s3_bucket_lifecycle_configuration.life[\"slow\"]",
	"aws_s3_bucket_lifecycle_configuration.life_no_op",
}

test_allow_cleared_unknown_or_deleted if outcome.allow == {
	"aws_s3_bucket_lifecycle_configuration.life[\"days\"]",
	"aws_s3_bucket_lifecycle_configuration.life[\"good\"]",
	"aws_s3_bucket_lifecycle_configuration.life[\"undecided\"]",
	"aws_s3_bucket_lifecycle_configuration.life_delete",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket_lifecycle_configuration.life[\"slow\"]") == {"no Enabled rule aborts uploads within 14 days; expected abort_incomplete_multipart_upload with 7 days."} with input as data.plans.s3_companions
}

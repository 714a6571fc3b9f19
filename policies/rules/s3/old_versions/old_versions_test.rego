package rules.s3.old_versions_test

import data.lib.cases_test as cases
import data.rules.s3.old_versions as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket_lifecycle_configuration", "aws_s3_bucket_versioning"}, ".life") with input as data.plans.s3_companions
}

test_deny_nothing if outcome.deny == set()

test_warn_kept_for_ever if outcome.warn == {
	"aws_s3_bucket_lifecycle_configuration.life_no_op",
	"aws_s3_bucket_versioning.life[\"bare\"]",
	"aws_s3_bucket_versioning.life[\"off\"]",
	"aws_s3_bucket_versioning.life_forever",
}

test_allow_expired_suspended_or_unknown if outcome.allow == {
	"aws_s3_bucket_lifecycle_configuration.life[\"bare\"]",
	"aws_s3_bucket_lifecycle_configuration.life[\"days\"]",
	"aws_s3_bucket_lifecycle_configuration.life[\"good\"]",
	"aws_s3_bucket_lifecycle_configuration.life[\"off\"]",
	"aws_s3_bucket_lifecycle_configuration.life[\"slow\"]",
	"aws_s3_bucket_lifecycle_configuration.life[\"undecided\"]",
	"aws_s3_bucket_lifecycle_configuration.life_delete",
	"aws_s3_bucket_versioning.life[\"days\"]",
	"aws_s3_bucket_versioning.life[\"good\"]",
	"aws_s3_bucket_versioning.life[\"slow\"]",
	"aws_s3_bucket_versioning.life[\"undecided\"]",
	"aws_s3_bucket_versioning.life_no_op",
	"aws_s3_bucket_versioning.life_suspended",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket_versioning.life_forever") == {"no Enabled lifecycle rule expires old versions; expected noncurrent_version_expiration."} with input as data.plans.s3_companions
}

test_allow_in_module if {
	cases.outcome(rule.deny, {"aws_s3_bucket_lifecycle_configuration", "aws_s3_bucket_versioning"}, "module.module") == {
		"deny": set(),
		"warn": set(),
		"allow": {"module.module[\"good\"].aws_s3_bucket_lifecycle_configuration.this[0]", "module.module[\"good\"].aws_s3_bucket_versioning.this[0]"},
	} with input as data.plans.s3_companions
}

test_allow_rules_that_may_be_those_of_any_bucket if {
	cases.outcome(rule.deny, {"aws_s3_bucket_lifecycle_configuration", "aws_s3_bucket_versioning"}, "open") == {
		"deny": set(),
		"warn": set(),
		"allow": {"aws_s3_bucket_lifecycle_configuration.open", "aws_s3_bucket_versioning.open"},
	} with input as data.plans.s3_companions_open
}

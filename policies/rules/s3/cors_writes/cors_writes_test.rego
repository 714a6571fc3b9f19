package rules.s3.cors_writes_test

import data.lib.cases_test as cases
import data.rules.s3.cors_writes as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket", "aws_s3_bucket_cors_configuration"}, ".cors") with input as data.plans.s3_settings
}

test_deny_nothing if outcome.deny == set()

test_warn_writes_of_every_origin if outcome.warn == {
	"aws_s3_bucket.cors_inline",
	"aws_s3_bucket_cors_configuration.cors[\"writes\"]",
}

test_allow_reads_exact_origins_unknown_or_deleted if outcome.allow == {
	"aws_s3_bucket_cors_configuration.cors[\"exact\"]",
	"aws_s3_bucket_cors_configuration.cors[\"reads\"]",
	"aws_s3_bucket_cors_configuration.cors[\"undecided\"]",
	"aws_s3_bucket_cors_configuration.cors_delete",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket.cors_inline") == {"`cors_rule.allowed_origins` is [\"*\"]; expected the exact origins where methods write."} with input as data.plans.s3_settings
}

test_allow_what_only_the_state_holds if {
	cases.outcome(rule.deny, {"aws_s3_bucket"}, "moved_already") == {
		"deny": set(),
		"warn": set(),
		"allow": {"aws_s3_bucket.moved_already"},
	} with input as data.plans.s3_settings
}

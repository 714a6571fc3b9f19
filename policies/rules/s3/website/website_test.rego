package rules.s3.website_test

import data.lib.cases_test as cases
import data.rules.s3.website as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket", "aws_s3_bucket_website_configuration"}, ".site") with input as data.plans.s3_settings
		with data.parameters as {"website_buckets": ["site-approved"]}
}

test_deny_nothing if outcome.deny == set()

test_warn_website if outcome.warn == {
	"aws_s3_bucket.site_inline",
	"aws_s3_bucket_website_configuration.site_named[\"site-other\"]",
}

test_allow_listed_unknown_or_deleted if outcome.allow == {
	"aws_s3_bucket.site_linked",
	"aws_s3_bucket_website_configuration.site_delete",
	"aws_s3_bucket_website_configuration.site_linked",
	"aws_s3_bucket_website_configuration.site_named[\"site-approved\"]",
	"aws_s3_bucket_website_configuration.site_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket.site_inline") == {"`website` makes the bucket a static website; expected a private bucket behind CloudFront."} with input as data.plans.s3_settings
		with data.parameters as {"website_buckets": ["site-approved"]}
}

test_warn_all_without_a_list if {
	cases.outcome(rule.deny, {"aws_s3_bucket_website_configuration"}, ".site") == {
		"deny": set(),
		"warn": {"aws_s3_bucket_website_configuration.site_linked", "aws_s3_bucket_website_configuration.site_named[\"site-approved\"]", "aws_s3_bucket_website_configuration.site_named[\"site-other\"]", "aws_s3_bucket_website_configuration.site_unknown"},
		"allow": {"aws_s3_bucket_website_configuration.site_delete"},
	} with input as data.plans.s3_settings
}

test_allow_what_only_the_state_holds if {
	cases.outcome(rule.deny, {"aws_s3_bucket"}, "moved_already") == {
		"deny": set(),
		"warn": set(),
		"allow": {"aws_s3_bucket.moved_already"},
	} with input as data.plans.s3_settings
}

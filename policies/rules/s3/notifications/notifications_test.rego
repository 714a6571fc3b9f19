package rules.s3.notifications_test

import data.lib.cases_test as cases
import data.rules.s3.notifications as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket"}, ".note") with input as data.plans.s3_settings
		with data.parameters as {"opt_in_rules": ["S3-031"]}
}

test_deny_nothing if outcome.deny == set()

test_warn_no_target if outcome.warn == {
	"aws_s3_bucket.note[\"nothing\"]",
	"aws_s3_bucket.note_missing",
}

test_allow_targets_or_unknown if outcome.allow == {
	"aws_s3_bucket.note[\"bridge\"]",
	"aws_s3_bucket.note[\"queue\"]",
	"aws_s3_bucket.note[\"undecided\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket.note_missing") == {"no aws_s3_bucket_notification in the plan names this aws_s3_bucket in `bucket`; expected one with a target."} with input as data.plans.s3_settings
		with data.parameters as {"opt_in_rules": ["S3-031"]}
}

test_allow_everything_by_default if {
	cases.outcome(rule.deny, {"aws_s3_bucket"}, ".note") == {
		"deny": set(),
		"warn": set(),
		"allow": {"aws_s3_bucket.note[\"bridge\"]", "aws_s3_bucket.note[\"nothing\"]", "aws_s3_bucket.note[\"queue\"]", "aws_s3_bucket.note[\"undecided\"]", "aws_s3_bucket.note_missing"},
	} with input as data.plans.s3_settings
}

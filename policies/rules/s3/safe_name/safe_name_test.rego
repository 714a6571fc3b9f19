package rules.s3.safe_name_test

import data.lib.cases_test as cases
import data.rules.s3.safe_name as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket"}, "name") with input as data.plans.s3_settings
}

test_deny_dots_and_upper_case if outcome.deny == {
	"aws_s3_bucket.name[\"name-UPPER\"]",
	"aws_s3_bucket.name[\"name.dotted\"]",
	"aws_s3_bucket.name_prefix[\"name.dotted-\"]",
}

test_warn_nothing if outcome.warn == set()

test_allow_plain_generated_or_unknown if outcome.allow == {
	"aws_s3_bucket.name[\"name-good\"]",
	"aws_s3_bucket.name_generated",
	"aws_s3_bucket.name_prefix[\"name-good-\"]",
	"aws_s3_bucket.name_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket.name[\"name.dotted\"]") == {"`bucket` is \"name.dotted\"; expected lower-case letters, digits and hyphens."} with input as data.plans.s3_settings
}

test_deny_in_module if {
	cases.outcome(rule.deny, {"aws_s3_bucket"}, "module.module") == {
		"deny": {"module.module[\"bad\"].aws_s3_bucket.this"},
		"warn": set(),
		"allow": {"module.module[\"good\"].aws_s3_bucket.this"},
	} with input as data.plans.s3_settings
}

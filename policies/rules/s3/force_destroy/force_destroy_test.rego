package rules.s3.force_destroy_test

import data.lib.cases_test as cases
import data.rules.s3.force_destroy as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket"}, "destroy") with input as data.plans.s3_settings
}

test_deny_production_or_untagged if outcome.deny == {
	"aws_s3_bucket.destroy[\"production\"]",
	"aws_s3_bucket.destroy_untagged",
}

test_warn_nothing if outcome.warn == set()

test_allow_other_environments_unknown_or_deleted if outcome.allow == {
	"aws_s3_bucket.destroy[\"test\"]",
	"aws_s3_bucket.destroy[\"undecided\"]",
	"aws_s3_bucket.destroy_delete",
	"aws_s3_bucket.destroy_kept",
	"aws_s3_bucket.destroy_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket.destroy_untagged") == {"`force_destroy` is true; expected false in production."} with input as data.plans.s3_settings
}

test_deny_in_module if {
	cases.outcome(rule.deny, {"aws_s3_bucket"}, "module.module") == {
		"deny": {"module.module[\"bad\"].aws_s3_bucket.this"},
		"warn": set(),
		"allow": {"module.module[\"good\"].aws_s3_bucket.this"},
	} with input as data.plans.s3_settings
}

package rules.s3.lifecycle_test

import data.lib.cases_test as cases
import data.rules.s3.lifecycle as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket", "aws_s3_bucket_lifecycle_configuration"}, ".life") with input as data.plans.s3_companions
}

test_deny_nothing if outcome.deny == set()

test_warn_missing_or_unknown if outcome.warn == {
	"aws_s3_bucket.life[\"off\"]",
	"aws_s3_bucket.life[\"undecided\"]",
	"aws_s3_bucket.life_forever",
	"aws_s3_bucket.life_inline[\"off\"]",
	"aws_s3_bucket.life_missing",
	"aws_s3_bucket.life_suspended",
	"aws_s3_bucket_lifecycle_configuration.life_no_op",
}

test_allow_rule_on_or_deleted if outcome.allow == {
	"aws_s3_bucket.life[\"bare\"]",
	"aws_s3_bucket.life[\"days\"]",
	"aws_s3_bucket.life[\"good\"]",
	"aws_s3_bucket.life[\"slow\"]",
	"aws_s3_bucket.life_inline[\"on\"]",
	"aws_s3_bucket.life_no_op",
	"aws_s3_bucket_lifecycle_configuration.life[\"bare\"]",
	"aws_s3_bucket_lifecycle_configuration.life[\"days\"]",
	"aws_s3_bucket_lifecycle_configuration.life[\"good\"]",
	"aws_s3_bucket_lifecycle_configuration.life[\"off\"]",
	"aws_s3_bucket_lifecycle_configuration.life[\"slow\"]",
	"aws_s3_bucket_lifecycle_configuration.life[\"undecided\"]",
	"aws_s3_bucket_lifecycle_configuration.life_delete",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket.life_missing") == {"no aws_s3_bucket_lifecycle_configuration in the plan names this aws_s3_bucket in `bucket`; expected an Enabled lifecycle rule."} with input as data.plans.s3_companions
}

test_warn_in_module if {
	cases.outcome(rule.deny, {"aws_s3_bucket"}, "module.module") == {
		"deny": set(),
		"warn": {"module.module[\"bad\"].aws_s3_bucket.this"},
		"allow": {"module.module[\"good\"].aws_s3_bucket.this"},
	} with input as data.plans.s3_companions
}

test_warn_local_value_may_name_any_bucket if {
	cases.outcome(rule.deny, {"aws_s3_bucket"}, "open") == {
		"deny": set(),
		"warn": {"aws_s3_bucket.open"},
		"allow": set(),
	} with input as data.plans.s3_companions_open
}

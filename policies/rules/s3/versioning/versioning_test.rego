package rules.s3.versioning_test

import data.lib.cases_test as cases
import data.rules.s3.versioning as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket", "aws_s3_bucket_versioning"}, ".ver") with input as data.plans.s3_companions
}

test_deny_missing_or_not_enabled if outcome.deny == {
	"aws_s3_bucket.ver[\"Suspended\"]",
	"aws_s3_bucket.ver_inline[\"off\"]",
	"aws_s3_bucket.ver_missing",
	"aws_s3_bucket.ver_suspended",
	"aws_s3_bucket_versioning.ver_no_op",
}

test_warn_unknown if outcome.warn == {"aws_s3_bucket.ver_unknown"}

test_allow_enabled_elsewhere_or_deleted if outcome.allow == {
	"aws_s3_bucket.ver[\"Enabled\"]",
	"aws_s3_bucket.ver_delete",
	"aws_s3_bucket.ver_elsewhere",
	"aws_s3_bucket.ver_inline[\"on\"]",
	"aws_s3_bucket.ver_no_op",
	"aws_s3_bucket_versioning.ver[\"Enabled\"]",
	"aws_s3_bucket_versioning.ver[\"Suspended\"]",
	"aws_s3_bucket_versioning.ver_suspended",
	"aws_s3_bucket_versioning.ver_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket.ver_missing") == {"no aws_s3_bucket_versioning in the plan names this aws_s3_bucket in `bucket`; expected versioning with status Enabled."} with input as data.plans.s3_companions
}

test_deny_in_module if {
	cases.outcome(rule.deny, {"aws_s3_bucket"}, "module.module") == {
		"deny": {"module.module[\"bad\"].aws_s3_bucket.this"},
		"warn": set(),
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

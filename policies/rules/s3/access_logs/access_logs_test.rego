package rules.s3.access_logs_test

import data.lib.cases_test as cases
import data.rules.s3.access_logs as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket"}, "log_") with input as data.plans.s3_companions
}

test_deny_missing if outcome.deny == {"aws_s3_bucket.log_missing"}

test_warn_nothing if outcome.warn == set()

test_allow_logged_or_target if outcome.allow == {
	"aws_s3_bucket.log_inline",
	"aws_s3_bucket.log_inline_target",
	"aws_s3_bucket.log_linked",
	"aws_s3_bucket.log_self",
	"aws_s3_bucket.log_target",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket.log_missing") == {"no aws_s3_bucket_logging in the plan names this aws_s3_bucket in `bucket`; expected access logs to another bucket."} with input as data.plans.s3_companions
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

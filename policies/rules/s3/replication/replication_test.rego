package rules.s3.replication_test

import data.lib.cases_test as cases
import data.rules.s3.replication as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket"}, ".copy") with input as data.plans.s3_settings
}

test_deny_nothing if outcome.deny == set()

test_warn_not_replicated if outcome.warn == {
	"aws_s3_bucket.copy[\"off\"]",
	"aws_s3_bucket.copy_missing",
}

test_allow_replicated_other_tags_or_unknown if outcome.allow == {
	"aws_s3_bucket.copy[\"on\"]",
	"aws_s3_bucket.copy[\"undecided\"]",
	"aws_s3_bucket.copy_test",
	"aws_s3_bucket.copy_unknown",
	"aws_s3_bucket.copy_untagged",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket.copy_missing") == {"no aws_s3_bucket_replication_configuration in the plan names this aws_s3_bucket in `bucket`; expected a copy in another region."} with input as data.plans.s3_settings
}

test_warn_in_module if {
	cases.outcome(rule.deny, {"aws_s3_bucket"}, "module.module") == {
		"deny": set(),
		"warn": {"module.module[\"bad\"].aws_s3_bucket.this"},
		"allow": {"module.module[\"good\"].aws_s3_bucket.this"},
	} with input as data.plans.s3_settings
}

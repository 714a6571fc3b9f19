package rules.s3.replica_key_test

import data.lib.cases_test as cases
import data.rules.s3.replica_key as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket_replication_configuration"}, "replica_key") with input as data.plans.s3_settings
}

test_deny_nothing if outcome.deny == set()

test_warn_no_key if outcome.warn == {
	"aws_s3_bucket_replication_configuration.replica_key[\"none\"]",
	"aws_s3_bucket_replication_configuration.replica_key_bare",
}

test_allow_key_rule_off_or_unknown if outcome.allow == {
	"aws_s3_bucket_replication_configuration.replica_key[\"later\"]",
	"aws_s3_bucket_replication_configuration.replica_key[\"off\"]",
	"aws_s3_bucket_replication_configuration.replica_key[\"own\"]",
	"aws_s3_bucket_replication_configuration.replica_key[\"undecided\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket_replication_configuration.replica_key_bare") == {"`rule.destination.encryption_configuration.replica_kms_key_id` is not set; expected a key in the region of the copy."} with input as data.plans.s3_settings
}

test_allow_in_module if {
	cases.outcome(rule.deny, {"aws_s3_bucket_replication_configuration"}, ".this") == {
		"deny": set(),
		"warn": set(),
		"allow": {"module.module[\"good\"].aws_s3_bucket_replication_configuration.this[0]"},
	} with input as data.plans.s3_settings
}

test_allow_deleted if {
	cases.outcome(rule.deny, {"aws_s3_bucket_replication_configuration"}, "replica_delete") == {
		"deny": set(),
		"warn": set(),
		"allow": {"aws_s3_bucket_replication_configuration.replica_delete"},
	} with input as data.plans.s3_settings
}

package rules.s3.foreign_replica_test

import data.lib.cases_test as cases
import data.rules.s3.foreign_replica as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket_replication_configuration"}, "replica_account") with input as data.plans.s3_settings
		with data.deployment as {"account_id": "111111111111"}
		with data.parameters as {"allowed_accounts": ["222222222222"]}
}

test_deny_nothing if outcome.deny == set()

test_warn_other_or_unknown_account if outcome.warn == {
	"aws_s3_bucket_replication_configuration.replica_account[\"foreign\"]",
	"aws_s3_bucket_replication_configuration.replica_account[\"later\"]",
}

test_allow_same_own_or_allowed if outcome.allow == {
	"aws_s3_bucket_replication_configuration.replica_account[\"allowed\"]",
	"aws_s3_bucket_replication_configuration.replica_account[\"own\"]",
	"aws_s3_bucket_replication_configuration.replica_account[\"same\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket_replication_configuration.replica_account[\"foreign\"]") == {"`rule.destination.account` is \"333333333333\"; expected an allowed account."} with input as data.plans.s3_settings
		with data.deployment as {"account_id": "111111111111"}
		with data.parameters as {"allowed_accounts": ["222222222222"]}
}

test_allow_everything_without_a_list if {
	cases.outcome(rule.deny, {"aws_s3_bucket_replication_configuration"}, "replica_account") == {
		"deny": set(),
		"warn": set(),
		"allow": {"aws_s3_bucket_replication_configuration.replica_account[\"allowed\"]", "aws_s3_bucket_replication_configuration.replica_account[\"foreign\"]", "aws_s3_bucket_replication_configuration.replica_account[\"later\"]", "aws_s3_bucket_replication_configuration.replica_account[\"own\"]", "aws_s3_bucket_replication_configuration.replica_account[\"same\"]"},
	} with input as data.plans.s3_settings
}

test_allow_in_module if {
	cases.outcome(rule.deny, {"aws_s3_bucket_replication_configuration"}, ".this") == {
		"deny": set(),
		"warn": set(),
		"allow": {"module.module[\"good\"].aws_s3_bucket_replication_configuration.this[0]"},
	} with input as data.plans.s3_settings
		with data.deployment as {"account_id": "111111111111"}
		with data.parameters as {"allowed_accounts": ["222222222222"]}
}

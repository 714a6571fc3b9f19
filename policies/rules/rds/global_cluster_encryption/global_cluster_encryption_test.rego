package rules.rds.global_cluster_encryption_test

import data.lib.cases_test as cases
import data.rules.rds.global_cluster_encryption as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_rds_global_cluster"}, ".global_") with input as data.plans.rds_protection
}

test_deny_unencrypted if outcome.deny == {
	"aws_rds_global_cluster.global_off",
	"aws_rds_global_cluster.global_unset",
	"module.global_module.aws_rds_global_cluster.this",
}

test_warn_unknown if outcome.warn == {"aws_rds_global_cluster.global_unknown"}

test_allow_encrypted_sourced_or_deleted if outcome.allow == {
	"aws_rds_global_cluster.global_delete",
	"aws_rds_global_cluster.global_encrypted",
	"aws_rds_global_cluster.global_source",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_rds_global_cluster.global_off") == {"`storage_encrypted` is false; expected true."} with input as data.plans.rds_protection
}

package rules.rds.cluster_encryption_test

import data.lib.cases_test as cases
import data.rules.rds.cluster_encryption as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_rds_cluster"}, "cluster_") with input as data.plans.rds
}

test_deny_unencrypted if outcome.deny == {
	"aws_rds_cluster.cluster_off",
	"aws_rds_cluster.cluster_unset",
	"module.cluster_module.aws_rds_cluster.this",
}

test_warn_unknown if outcome.warn == {
	"aws_rds_cluster.cluster_unknown",
}

test_allow_encrypted_serverless_or_deleted if outcome.allow == {
	"aws_rds_cluster.cluster_delete",
	"aws_rds_cluster.cluster_encrypted",
	"aws_rds_cluster.cluster_serverless",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_rds_cluster.cluster_off") == {"`storage_encrypted` is false; expected true."} with input as data.plans.rds
}
